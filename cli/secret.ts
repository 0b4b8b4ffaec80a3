import { text } from 'node:stream/consumers';
import { EXIT, UsageError } from './faults.ts';

/** What Ctrl-C at a question ends with. */
class Cancelled extends Error {
  readonly exitStatus = EXIT.interrupted;
}

/**
 * A secret that no command line may hold, for others read those: asked for at a terminal, else the first line of stdin.
 *
 * @param what is asked for, such as `password`
 * @throws UsageError where there is none
 */
export async function secretFromInput(what: string): Promise<string> {
  const secret = process.stdin.isTTY
    ? await asked(what)
    : ((await text(process.stdin)).split(/\r?\n/)[0] ?? '');
  if (secret) return secret;
  throw new UsageError(
    `there is no ${what} on stdin: pipe it in, or run this at a terminal to be asked for it`,
  );
}

async function asked(what: string): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({ message: `The ${what}`, output: process.stderr });
  if (isCancel(answer)) throw new Cancelled('nothing was done');
  return answer;
}

/** Asks at a terminal whether to go on; elsewhere nobody is asked, and it goes on. */
export async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: question, output: process.stderr, initialValue: false });
  return !isCancel(answer) && answer;
}
