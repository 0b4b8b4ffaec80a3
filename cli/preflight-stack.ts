import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../infra/life/life.ts';
import { changedTypes, settled, updateEvents } from '../infra/life/update.ts';
import { type Template, TemplateError } from '../local/template/template.ts';
import { type Finding, problem, right, unknown } from './finding.ts';
import { createOnlyProperties, type StackState, stackOf, stackState } from './stack.ts';

/**
 * The template that was packaged for a stage last, as a deploy would send it; undefined where there is none.
 *
 * @param root the project's folder
 */
export function packagedFor(root: string, stage: string): Template | undefined {
  const read = (name: string) => JSON.parse(readFileSync(join(root, '.serverless', name), 'utf8'));
  try {
    const state = read('serverless-state.json') as { service: { provider: { stage: string } } };
    if (state.service.provider.stage !== stage) return undefined;
    return read('cloudformation-template-update-stack.json') as Template;
  } catch {
    return undefined;
  }
}

/**
 * What a deploy would do to the stage's stack: that it is in a state to be deployed, and what of it would be made anew, lost or left
 * behind.
 *
 * @param accepted somebody has said yes to that
 */
export async function stackFindings(
  stage: string,
  packaged: Template | undefined,
  accepted: boolean,
): Promise<Finding[]> {
  const state = await stackState(stage);
  if (!state) return [right(`there is no stack ${stackOf(stage)} yet: the deploy makes all of it`)];
  const stuck = stuckBecause(stage, state);
  if (stuck !== undefined) return [problem(stuck)];
  if (!packaged) return [right(`the stack ${stackOf(stage)} is there (${state.status})`)];
  return await changeFindings(stage, state, packaged, accepted);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes */
function stuckBecause(stage: string, { status }: StackState): string | undefined {
  const name = `the stack ${stackOf(stage)} is ${status}`;
  if (status.endsWith('_IN_PROGRESS'))
    return `${name}: somebody deploys or removes it now. Wait for its end.`;
  if (['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'].includes(status))
    return `${name}, and takes no update: remove it first (npm run remove -- --stage ${stage}), then deploy again.`;
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return `${name}. Have it finished first: aws cloudformation continue-update-rollback --region us-east-1 --stack-name ${stackOf(stage)}`;
  return undefined;
}

async function changeFindings(
  stage: string,
  state: StackState,
  packaged: Template,
  accepted: boolean,
): Promise<Finding[]> {
  const name = stackOf(stage);
  try {
    const was = settled(JSON.parse(state.template) as Template, name);
    const is = settled(packaged, name);
    const events = updateEvents(was, is, name, await createOnlyOf(changedTypes(was, is)));
    if (events.length > 0) return events.map(event => findingOf(event, accepted));
    return [right(`the stack ${name} is there; of it nothing would be lost, left behind or made anew`)];
  } catch (error) {
    if (!(error instanceof TemplateError || error instanceof SyntaxError)) throw error;
    const text = `the template of ${name} cannot be compared with the new one: ${error.message}`;
    return [accepted ? unknown(text) : problem(`${text}. To deploy all the same: --yes`)];
  }
}

async function createOnlyOf(types: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all(
    types.map(async type => (await createOnlyProperties(type)).map(property => `${type} ${property}`)),
  );
  return new Set(found.flat());
}

const WORDS: Record<Event['what'], string> = {
  'made anew': 'would be made anew',
  fails: 'would fail',
  lost: 'would be lost, with what it holds',
  'left behind': 'would be left behind, outside the stack',
};

/** What would fail is a problem whoever has said yes to it. */
function findingOf({ what, id, because }: Event, accepted: boolean): Finding {
  const text = `${id} ${WORDS[what]}: ${because}`;
  if (what === 'fails') return problem(text);
  return accepted ? unknown(`${text} (you said --yes)`) : problem(`${text}. If that is meant: --yes`);
}
