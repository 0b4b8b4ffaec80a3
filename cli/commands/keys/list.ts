import { Command } from '@commander-js/extra-typings';
import { ALL, API, JSON_OUT, KEY, LIMIT, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const findKeys = (_: Shell) =>
  withExamples(
    new Command('list')
      .description('List keys, those revoked and expired included')
      .addOption(LIMIT)
      .addOption(ALL)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async options => {
        const { answered, apiOf } = await import('../../api.ts');
        const { listKeys } = await import('../../key-text.ts');
        const { listed } = await import('../../listed.ts');
        const client = apiOf(options);
        await listed({
          ...options,
          ask: query => answered(client.GET('/api/keys', { params: { query } })),
          rowsOf: ({ keys }) => keys,
          jsonOf: keys => ({ keys }),
          textOf: listKeys,
          none: 'There is no key.',
        });
      }),
    ['signpost keys list', ''],
  );
