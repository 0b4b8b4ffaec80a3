import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { policyOf } from '../core/crawlers/policy.ts';
import { type ClassifyOptions, describeClient } from './classify.ts';
import { settingsOf } from './stage-settings.ts';

/**
 * `signpost classify`: prints what clients get, each as soon as its User-Agent was read.
 *
 * @param root the project's folder
 * @throws an error of one sentence for a stage that does not exist; EPIPE when nobody reads the rest
 */
export async function classifyCommand(
  positionals: string[],
  values: { stage?: string | undefined; accept?: string | undefined; json?: true | undefined },
  root: string,
): Promise<void> {
  const isInput = positionals[0] === '-' && positionals.length === 1;
  if (values.stage === undefined)
    process.stderr.write("By the defaults. --stage NAME takes a stage's settings.\n");
  const options: ClassifyOptions = {
    policy: policyOf(values.stage === undefined ? {} : settingsOf(root, values.stage).crawlers),
    accept: values.accept ?? '',
    format: values.json ? 'json' : isInput || positionals.length > 1 ? 'line' : 'text',
  };
  const userAgents = isInput ? createInterface({ input: process.stdin }) : positionals;
  await pipeline(Readable.from(described(userAgents, options)), process.stdout);
}

async function* described(
  userAgents: AsyncIterable<string> | Iterable<string>,
  options: ClassifyOptions,
): AsyncGenerator<string> {
  for await (const userAgent of userAgents) yield describeClient(userAgent, options);
}
