import { Command, Option } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { repeated } from '../../values.ts';

export const findLinks = (_: Shell) =>
  withExamples(
    new Command('list')
      .description('Find links: all of them, or those with these words')
      .argument('[word...]', 'links that have words beginning so, in title, slug, tags, url or note')
      .option('--tag <text>', 'links with this tag; with all of them where it is repeated', repeated)
      .option('--host <name>', 'links that lead to this host')
      .addOption(
        new Option('--state <word>', 'links in this state (default: all but the deleted ones)').choices([
          'active',
          'scheduled',
          'expired',
          'deleted',
        ] as const),
      )
      .option('--created-by <id>', 'links that this key made')
      .option('--domain <name>', 'links of this short domain (default: all)')
      .addOption(
        new Option('--sort <word>', 'what the order is by')
          .choices(['created', 'changed', 'clicks'] as const)
          .default('created' as const),
      )
      .option('--asc', 'the first first, not the last')
      .addOption(LIMIT)
      .addOption(ALL)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (words, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { listed } = await import('../../listed.ts');
        const { listLinks } = await import('../../link-text.ts');
        const { defined } = await import('../../link-fields.ts');
        const client = apiOf(options);
        const { tag, host, state, createdBy, domain, sort } = options;
        const order = options.asc ? ('asc' as const) : undefined;
        const q = words.length > 0 ? words.join(' ') : undefined;
        const filter = defined({ q, tag, host, state, createdBy, domain, sort, order });
        await listed({
          ...options,
          ask: page => answered(client.GET('/api/links', { params: { query: { ...filter, ...page } } })),
          rowsOf: ({ links }) => links,
          jsonOf: links => ({ links }),
          textOf: listLinks,
          none: 'There is no such link.',
        });
      }),
    ['signpost links list spring --tag sale', ''],
    ['signpost links list --sort clicks --limit 10', 'the ten with the most clicks'],
    ["signpost links list --all --json | jq -r '.links[].shortUrl'", ''],
  );
