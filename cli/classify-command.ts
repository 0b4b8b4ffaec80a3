import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { policyOf } from '../core/crawlers/policy.ts';
import { stageSettings } from '../local/template/settings.ts';
import { type ClassifyOptions, describeClient } from './classify.ts';

/**
 * `signpost classify`: prints what clients get, each as soon as its User-Agent was read.
 *
 * @param root the project's folder
 * @throws an error of one sentence for wrong arguments; EPIPE when nobody reads the rest
 */
export async function classifyCommand(args: string[], root: string): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { stage: { type: 'string' }, accept: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [first] = positionals;
  if (first === undefined)
    throw new Error('a User-Agent is missing, in quotes; or - to read them from stdin');
  const isInput = first === '-' && positionals.length === 1;
  if (values.stage === undefined)
    process.stderr.write("By the defaults. --stage NAME takes a stage's settings.\n");
  const options: ClassifyOptions = {
    policy: policyOf(values.stage === undefined ? {} : stageSettings(root, values.stage).crawlers),
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
