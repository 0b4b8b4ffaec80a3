import { runTree } from '../../cli/run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Runs `signpost WORDS ARGS` in this process; answers the exit status, and rejects with what the command throws. */
export const signpostHere = (...args: string[]): Promise<number> => runTree(args, ROOT);

/** `signpost WORDS` as a function of the arguments behind the words. */
export const command =
  (...words: string[]) =>
  (args: string[]): Promise<number> =>
    signpostHere(...words, ...args);
