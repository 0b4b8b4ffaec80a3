import { Command } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import { DOMAIN } from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';

export const linkHistory = (_: Shell) =>
  withExamples(
    new Command('history')
      .description('Who changed a link, when, and what; without a slug: every change of every link')
      .argument('[slug]', 'its slug, or its short url')
      .addOption(LIMIT)
      .addOption(ALL)
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { listed } = await import('../../listed.ts');
        const { listChanges, listVersions } = await import('../../link-text.ts');
        const { addressOf } = await import('../../one-link.ts');
        const client = apiOf(options);
        if (slug === undefined)
          return await listed({
            ...options,
            ask: query => answered(client.GET('/api/changes', { params: { query } })),
            rowsOf: ({ changes }) => changes,
            jsonOf: changes => ({ changes }),
            textOf: listChanges,
            none: 'Nothing was changed yet.',
          });
        const { path, query } = addressOf(slug, options);
        await listed({
          ...options,
          ask: page =>
            answered(
              client.GET('/api/links/{slug}/history', { params: { path, query: { ...query, ...page } } }),
            ),
          rowsOf: ({ versions }) => versions,
          jsonOf: versions => ({ versions }),
          textOf: listVersions,
          none: 'Nothing was changed yet.',
        });
      }),
    ['signpost links history spring', ''],
    ['signpost links history --limit 10', 'the last ten changes of whatever link'],
  );
