import { callAws } from './aws.ts';
import { RefusedError } from './faults.ts';
import { stackOutputs } from './stack.ts';

/** What the function answers of each webhook (core/events/test-call.ts). */
interface Tested {
  url: string;
  outcome: 'taken' | 'gone' | 'failed';
  status?: number;
  reason?: string;
}

/**
 * `signpost webhooks test`: has a stage send each of its webhooks a test, and prints what each said.
 *
 * @returns the exit status: 1 where one did not take it
 * @throws an error of one sentence for wrong arguments, for a stage without webhooks, and what AWS refuses
 */
export async function webhooksCommand({ stage }: { stage: string }): Promise<number> {
  const { WebhooksFunctionName: name } = await stackOutputs(stage);
  if (!name)
    throw new RefusedError(
      `the stage ${stage} has no webhooks: set \`webhooks\` in infra/settings.yml, and deploy it.`,
    );
  const tested = await invoke(name);
  for (const each of tested) process.stdout.write(`${lineOf(each)}\n`);
  return tested.every(({ outcome }) => outcome === 'taken') ? 0 : 1;
}

async function invoke(name: string): Promise<Tested[]> {
  const path = `/2015-03-31/functions/${name}/invocations`;
  const answer: unknown = JSON.parse(
    await callAws({ service: 'lambda', path, body: JSON.stringify({ test: true }) }),
  );
  if (Array.isArray(answer)) return answer;
  throw new Error(`${name} failed: ${(answer as { errorMessage?: string }).errorMessage}`);
}

const lineOf = ({ url, outcome, status, reason }: Tested): string =>
  `${url}: ${outcome === 'taken' ? 'took it' : 'did not take it'}, ${status ?? reason}`;
