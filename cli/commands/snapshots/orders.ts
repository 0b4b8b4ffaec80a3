import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const listOrders = (_: Shell) =>
  withExamples(
    new Command('orders')
      .description('What was ordered for later, and what of it has come lately')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async options => {
        const { answered, apiOf } = await import('../../api.ts');
        const { json, print, width } = await import('../../output/output.ts');
        const text = await import('../../snapshot-text.ts');
        const found = await answered(apiOf(options).GET('/api/snapshots/orders'));
        if (options.json) return await print(json(found));
        if (found.orders.length === 0) return void process.stderr.write('Nothing is ordered for later.\n');
        await print(text.listOrders(found.orders, width()));
      }),
    ['signpost snapshots orders', ''],
  );
