import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const cancelOrder = (_: Shell) =>
  withExamples(
    new Command('cancel')
      .description('Call an order for later off')
      .argument('<id>', 'its id, as `snapshots orders` shows it')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (id, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { json, print } = await import('../../output/output.ts');
        const params = { path: { id } };
        const order = await answered(apiOf(options).DELETE('/api/snapshots/orders/{id}', { params }));
        await print(options.json ? json(order) : `The order ${order.id} is called off.\n`);
      }),
    ['signpost snapshots cancel 0b7c1f8e', ''],
  );
