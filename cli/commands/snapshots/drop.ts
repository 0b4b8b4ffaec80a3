import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const dropSnapshot = (_: Shell) =>
  withExamples(
    new Command('drop')
      .description('Drop the snapshot of a page, and the copies at the edges')
      .argument('<url>', 'the page, such as https://www.example.com/products/3')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (url, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { json, print } = await import('../../output/output.ts');
        const params = { query: { url } };
        const dropped = await answered(apiOf(options).DELETE('/api/snapshots', { params }));
        const within = `no edge has it any more within ${dropped.effectiveWithinSeconds} s`;
        await print(options.json ? json(dropped) : `The snapshot of ${dropped.url} is dropped; ${within}\n`);
      }),
    ['signpost snapshots drop https://www.example.com/products/3', ''],
  );
