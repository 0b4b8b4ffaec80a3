import { Command } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const findSnapshots = (_: Shell) =>
  withExamples(
    new Command('list')
      .description('List what is stored, in the order of the paths')
      .argument('[url...]', 'these pages alone')
      .option('--prefix <url>', 'pages whose addresses begin so, such as https://www.example.com/products/')
      .option('--status <status>', 'a status such as 404, a class such as 4xx, or failed')
      .addOption(LIMIT)
      .addOption(ALL)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (urls, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { defined } = await import('../../link-fields.ts');
        const { listed } = await import('../../listed.ts');
        const { listSnapshots } = await import('../../snapshot-text.ts');
        const client = apiOf(options);
        const filter = defined({ prefix: options.prefix, status: options.status });
        await listed({
          ...options,
          ask: async page => {
            const query = urls.length > 0 ? { url: urls } : { ...filter, ...page };
            const { cursor, ...found } = await answered(client.GET('/api/snapshots', { params: { query } }));
            return { ...found, ...(cursor !== undefined && { next: cursor }) };
          },
          rowsOf: ({ snapshots }) => snapshots,
          jsonOf: snapshots => ({ snapshots }),
          textOf: listSnapshots,
          none: 'There is no such page.',
        });
      }),
    ['signpost snapshots list --status failed', ''],
    ['signpost snapshots list https://www.example.com/products/3', ''],
  );
