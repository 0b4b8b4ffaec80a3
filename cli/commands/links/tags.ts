import { Command } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const linkTags = (_: Shell) =>
  withExamples(
    new Command('tags')
      .description('List all tags, and how many links have each')
      .argument('[prefix]', 'tags that begin so')
      .option('--domain <name>', 'of links of this short domain (default: all)')
      .addOption(LIMIT)
      .addOption(ALL)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (prefix, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { defined } = await import('../../link-fields.ts');
        const { listed } = await import('../../listed.ts');
        const { table } = await import('../../output/output.ts');
        const client = apiOf(options);
        const filter = defined({ prefix, domain: options.domain });
        await listed({
          ...options,
          ask: page => answered(client.GET('/api/tags', { params: { query: { ...filter, ...page } } })),
          rowsOf: ({ tags }) => tags,
          jsonOf: tags => ({ tags }),
          textOf: (tags, width) =>
            table(
              tags,
              [
                { head: 'tag', cell: ({ tag }) => tag, gives: true },
                { head: 'links', cell: ({ links, about }) => `${about ? '~' : ''}${links}`, isNumber: true },
              ],
              width,
            ),
          none: 'No link has a tag.',
        });
      }),
    ['signpost links tags', ''],
    ['signpost links tags spring', 'those that begin with spring'],
  );
