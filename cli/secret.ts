import { text } from 'node:stream/consumers';
import { InterruptedError, UsageError } from './faults.ts';

/**
 * A secret that no command line may hold, for others read those: asked for at a terminal, else the first line of stdin.
 *
 * @param what is asked for, such as `password`
 * @throws UsageError where there is none
 */
export async function secretFromInput(what: string): Promise<string> {
  if (process.stdin.isTTY) return await asked(what);
  const [secret] = (await text(process.stdin)).split(/\r?\n/);
  if (secret) return secret;
  throw new UsageError(
    `there is no ${what} on stdin: pipe it in, or run this at a terminal to be asked for it`,
  );
}

async function asked(what: string): Promise<string> {
  if (!process.stderr.isTTY)
    throw new UsageError(`nobody would see the question for the ${what}: stderr is no terminal; pipe it in`);
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({
    message: `The ${what}`,
    output: process.stderr,
    validate: typed => (typed ? undefined : `Type the ${what}, or press Ctrl-C`),
  });
  if (isCancel(answer)) throw new InterruptedError('nothing was done');
  return answer;
}

/** Asks at a terminal whether to go on; elsewhere nobody is asked, and it goes on. Ctrl-C ends the command. */
export async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: question, output: process.stderr, initialValue: false });
  if (isCancel(answer)) throw new InterruptedError('nothing was done');
  return answer;
}
