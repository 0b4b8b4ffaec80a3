import { Command, Option } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { repeated } from '../../values.ts';

export const findLinks = (_: Shell) =>
  withExamples(
    new Command('list')
      .description('List links, or search for them')
      .argument('[word...]', 'words in title, slug, tags, url or note; the beginning of a word will do')
      .option('--tag <text>', 'only links with this tag; repeat it to require several', repeated)
      .option('--host <name>', 'only links that lead to this host')
      .addOption(
        new Option('--state <word>', 'only links in this state (default: all but the deleted ones)').choices([
          'active',
          'scheduled',
          'expired',
          'deleted',
        ] as const),
      )
      .option('--created-by <id>', 'only links made with this key')
      .option('--domain <name>', 'only this short domain (default: all)')
      .addOption(
        new Option('--sort <word>', 'the order')
          .choices(['created', 'changed', 'clicks'] as const)
          .default('created' as const),
      )
      .option('--asc', 'in ascending order')
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
