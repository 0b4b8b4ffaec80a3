import { Command, Option } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const findSnapshots = (_: Shell) =>
  withExamples(
    new Command('list')
      .description('List stored pages, in the order of their paths or of when they are due')
      .argument('[url...]', 'only these pages')
      .option(
        '--prefix <url>',
        'only pages whose addresses begin like this, such as https://www.example.com/products/',
      )
      .option('--status <status>', 'only a status such as 404, a class such as 4xx, or failed')
      .addOption(
        new Option('--sort <order>', 'by path, or those that are due next first').choices([
          'path',
          'due',
        ] as const),
      )
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
        const filter = defined({ prefix: options.prefix, status: options.status, sort: options.sort });
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
    ['signpost snapshots list --sort due --limit 20', ''],
    ['signpost snapshots list https://www.example.com/products/3', ''],
  );
