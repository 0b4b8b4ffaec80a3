import { z } from 'zod';

/** Every tool that writes has it, and writes nothing unless it is told to. */
export const DRY_RUN = z
  .boolean()
  .default(true)
  .describe(
    'true (the default): nothing is written, and the answer says what would be done. Show that to the user, and call again with false once they agree.',
  );

export const NOTHING_WRITTEN =
  'Dry run: nothing was written. To do it, call again with the same arguments and dryRun false.';
