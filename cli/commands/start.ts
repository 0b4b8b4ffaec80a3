import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { repeated } from '../values.ts';

export const start = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('start')
        .description('Start all of Signpost on this machine, as `npm start` does')
        .option('--app <dir>', 'serve the built single-page app in this folder instead of the sample')
        .option(
          '--api <url>',
          "forward /api/* of the site to the app's own API; or /PATH=URL; may be repeated",
          repeated,
        )
        .option(
          '--allow <origin>',
          'let pages reach this origin while they are rendered; may be repeated',
          repeated,
        )
        .option('--country <code>', 'where every client is, for links with rules by country, such as DE')
        .option('--loki <url>', 'ship log lines to the Grafana Loki at this address')
        .option(
          '--strict',
          'take clients of this machine for strangers: who has the name of a crawler must prove it',
        )
        .action(async (_, command) => {
          // What runs reads its own command line: the same words, behind the name of a program.
          const { rawArgs } = command.parent as unknown as { rawArgs: string[] };
          process.argv = [...process.argv.slice(0, 2), ...rawArgs.slice(rawArgs.indexOf('start') + 1)];
          await import(pathToFileURL(join(shell.root, 'local/start/launch.mjs')).href);
        }),
      'Environment: PORT and SITE_PORT are the ports of the short domain and the site (4000, 4001), DATA_DIR is where links and snapshots are kept (.signpost), API_KEY the first API key of an empty DATA_DIR.',
    ),
    ['signpost start', ''],
    ['signpost start --app build/ --api http://localhost:3000', ''],
  );
