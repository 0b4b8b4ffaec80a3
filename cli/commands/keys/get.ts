import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const getKey = (_: Shell) =>
  withExamples(
    new Command('get')
      .description('Show a key')
      .argument('<id>', 'its id, as `keys list` shows it')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (id, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { describeKey } = await import('../../key-text.ts');
        const { json, print } = await import('../../output/output.ts');
        const client = apiOf(options);
        const key = await answered(client.GET('/api/keys/{id}', { params: { path: { id } } }));
        await print(options.json ? json(key) : describeKey(key));
      }),
    ['signpost keys get 0b7c1f8e-5a54-4e0e-9d2c-0f6f4f1d2a3b', ''],
  );
