import { Command } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples, withNote } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { removeTag } from './tags/remove.ts';
import { renameTag } from './tags/rename.ts';

export const linkTags = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('tags')
        .description('List all tags, and how many links have each')
        .argument('[prefix]', 'only tags that begin like this')
        .option('--domain <name>', 'only this short domain (default: all)')
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
                  {
                    head: 'links',
                    cell: ({ links, about }) => `${about ? '~' : ''}${links}`,
                    isNumber: true,
                  },
                ],
                width,
              ),
            none: 'No link has a tag.',
          });
        })
        .addCommand(renameTag(shell))
        .addCommand(removeTag(shell)),
      'Tags that begin with "rename" or "remove" are asked for by less of the word, such as "renam".',
    ),
    ['signpost links tags', ''],
    ['signpost links tags spring', 'those that begin with spring'],
  );
