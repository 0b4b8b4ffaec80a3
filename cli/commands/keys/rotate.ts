import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { wholeNumber } from '../../values.ts';

export const rotateKey = (_: Shell) =>
  withExamples(
    new Command('rotate')
      .description('Give a key another secret, and print it, once; the old one ends after an overlap')
      .argument('<id>', 'its id, as `keys list` shows it')
      .option(
        '--overlap <seconds>',
        'how long the old secret goes on (default: a day)',
        wholeNumber('overlap', 0, 9_999_999),
      )
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (id, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { showSecret } = await import('../../key-text.ts');
        const { json, print } = await import('../../output/output.ts');
        const body = options.overlap === undefined ? {} : { overlapSeconds: options.overlap };
        const params = { path: { id } };
        const key = await answered(apiOf(options).POST('/api/keys/{id}/rotate', { params, body }));
        await print(options.json ? json(key) : showSecret(key));
      }),
    ['signpost keys rotate 0b7c1f8e-5a54-4e0e-9d2c-0f6f4f1d2a3b --overlap 3600', ''],
  );
