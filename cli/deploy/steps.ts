import { harmless } from '../../core/terminal.ts';
import { EXIT } from '../faults.ts';
import { print } from '../output/output.ts';

/** What came of a step. `stopped`: nothing behind it is tried. */
export interface Result {
  state: 'done' | 'done already' | 'left out' | 'stopped';
  text: string;
}

/** One thing on the way to a stage that runs. Whoever runs all again goes on where it ended: a step that is done says so. */
export interface Step {
  title: string;
  run(): Promise<Result>;
}

/**
 * Takes the steps in turn, and prints a heading and an end for each.
 *
 * @param again the command line that goes on from here
 * @returns the exit status: 1 when one stopped
 */
export async function take(steps: readonly Step[], again: string): Promise<number> {
  for (const [at, { title, run }] of steps.entries()) {
    await print(`\n${at + 1} of ${steps.length}  ${title}\n`);
    const { state, text } = await run().catch(
      (error): Result => ({ state: 'stopped', text: error instanceof Error ? error.message : String(error) }),
    );
    await print(`     ${state}: ${harmless(text)}\n`);
    if (state !== 'stopped') continue;
    await print(`\nWhat is done stays done. To go on from here: ${harmless(again)}\n`);
    return EXIT.negative;
  }
  return EXIT.done;
}
