import { removalEvents, settled } from '../../infra/life/update.ts';
import type { Template } from '../../local/template/template.ts';
import { AwsRefusal, callAws } from '../aws.ts';
import { EXIT, RefusedError } from '../faults.ts';
import { print } from '../output/output.ts';
import { stackOf, stackState } from '../stack.ts';
import { needSources, packager } from './packager.ts';

export interface RemoveFlags {
  stage: string;
  yes?: true | undefined;
}

/**
 * `signpost remove`: first the stack, and once that is gone, the edge functions that it had to leave behind.
 *
 * @param root the project's folder
 * @returns the exit status: 1 while something is still there
 */
export async function removeCommand({ stage, yes }: RemoveFlags, root: string): Promise<number> {
  needSources(root);
  const state = await stackState(stage);
  if (!state) return await removeEdgeFunctions(stage, yes);
  await print(planOf(stage, JSON.parse(state.template) as Template));
  if (!yes) {
    await print('\nNothing was changed. To remove the stack: the same command with --yes\n');
    return EXIT.done;
  }
  await packager(root, ['remove', '--stage', stage]);
  await print(
    `\nThe stack is gone. CloudFront has copies of the edge functions for some hours: run the same command tomorrow to delete them.\n`,
  );
  return EXIT.done;
}

/** What a removal keeps and loses, by the policies in the template that is deployed. */
function planOf(stage: string, template: Template): string {
  const name = stackOf(stage);
  const is = settled(template, name);
  const events = removalEvents(is, name);
  const named = (what: string) => events.filter(each => each.what === what).map(({ id }) => id);
  const isEdge = (id: string) => is.Resources[id]?.Type === 'AWS::Lambda::Function';
  const lines = (ids: string[]) => ids.map(id => `  ${id} (${is.Resources[id]?.Type})\n`).join('');
  const kept = named('left behind');
  return [
    `The stack ${name} would be removed.\n`,
    `Kept, for nobody can make it again; delete it by hand when you are sure:\n${lines(kept.filter(id => !isEdge(id)))}`,
    `Left behind until CloudFront has no copies of it:\n${lines(kept.filter(isEdge))}`,
    `Lost, and made again by a later deploy:\n${lines(named('lost'))}`,
  ].join('\n');
}

interface Listed {
  Functions: { FunctionName: string }[];
  NextMarker?: string | null;
}

/** What is left of a stage without a stack. Its edge functions have names that CloudFormation made. */
async function removeEdgeFunctions(stage: string, yes: true | undefined): Promise<number> {
  const left = await edgeFunctionsOf(stage);
  if (left.length === 0) {
    await print(`There is no stack ${stackOf(stage)}, and nothing of it at the edge.\n`);
    return EXIT.done;
  }
  await print(`There is no stack ${stackOf(stage)}; left behind at the edge:\n`);
  let held = 0;
  for (const name of left) {
    const outcome = yes ? await removed(name) : 'is there';
    if (outcome !== 'deleted') held++;
    await print(`  ${name}: ${outcome}\n`);
  }
  if (!yes) await print('\nNothing was changed. To delete them: the same command with --yes\n');
  return yes && held > 0 ? EXIT.negative : EXIT.done;
}

async function edgeFunctionsOf(stage: string): Promise<string[]> {
  const prefix = new RegExp(`^${stackOf(stage)}-(ViewerRequest|OriginResponse)LambdaFunction-`);
  const found: string[] = [];
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const query = new URLSearchParams({ MaxItems: '50', ...(marker && { Marker: marker }) });
    const path = `/2015-03-31/functions/?${query}`;
    const page: Listed = JSON.parse(await callAws({ service: 'lambda', method: 'GET', path }));
    found.push(...page.Functions.map(({ FunctionName }) => FunctionName).filter(name => prefix.test(name)));
    marker = page.NextMarker || undefined;
  }
  return found;
}

/** Lambda refuses while there are copies: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html */
async function removed(name: string): Promise<string> {
  try {
    await callAws({ service: 'lambda', method: 'DELETE', path: `/2015-03-31/functions/${name}` });
    return 'deleted';
  } catch (error) {
    if (!(error instanceof AwsRefusal)) throw error;
    if (/replicated function/i.test(error.message))
      return 'CloudFront has copies of it yet; try again in some hours';
    throw new RefusedError(`${name}: ${error.message}`);
  }
}
