import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../connection-options.ts';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';

export const settings = (_: Shell) =>
  withExamples(
    withNote(
      new Command('settings')
        .description('Show the settings that are in force: short domains, site, limits, crawlers')
        .addOption(JSON_OUT)
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .action(async options => {
          const { answered, apiOf } = await import('../api.ts');
          const { json, print } = await import('../output/output.ts');
          const { describeSettings } = await import('../settings-text.ts');
          const found = await answered(apiOf(options).GET('/api/settings'));
          await print(options.json ? json(found) : describeSettings(found));
        }),
      'Any key may read them. To change one, edit infra/settings.yml and deploy.',
    ),
    ['signpost settings', ''],
    ["signpost settings --json | jq -r '.shortDomains[].host'", ''],
  );
