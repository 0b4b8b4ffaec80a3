import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { EXIT } from '../../faults.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const revokeKey = (shell: Shell) =>
  withExamples(
    new Command('revoke')
      .description('Revoke a key, at once and for good')
      .argument('<id>', 'its id, as `keys list` shows it')
      .option('--yes', 'do not ask for confirmation, as is done at a terminal')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (id, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { describeKey } = await import('../../key-text.ts');
        const { json, print } = await import('../../output/output.ts');
        const { isConfirmed } = await import('../../secret.ts');
        const client = apiOf(options);
        const params = { path: { id } };
        const { name } = await answered(client.GET('/api/keys/{id}', { params }));
        if (!options.yes && !(await isConfirmed(`Revoke the key ${JSON.stringify(name)}?`))) {
          process.stderr.write('Nothing was done.\n');
          shell.status = EXIT.negative;
          return;
        }
        const key = await answered(client.DELETE('/api/keys/{id}', { params }));
        await print(options.json ? json(key) : describeKey(key));
      }),
    ['signpost keys revoke 0b7c1f8e-5a54-4e0e-9d2c-0f6f4f1d2a3b', ''],
  );
