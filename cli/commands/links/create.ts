import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import * as field from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';

export const createLink = (_: Shell) =>
  withExamples(
    new Command('create')
      .description('Make a short link, or find the one that the same command made before')
      .argument('<url>', 'where it leads')
      .addOption(field.SLUG)
      .addOption(field.TITLE)
      .addOption(field.TAG)
      .addOption(field.NOTE)
      .addOption(field.UTM_VALUE)
      .addOption(field.EXPIRES)
      .addOption(field.EXPIRED_URL)
      .addOption(field.STARTS)
      .addOption(field.MAX_CLICKS)
      .addOption(field.PASSWORD)
      .addOption(field.RULES)
      .addOption(field.UNFURL)
      .addOption(field.APP_LINKS)
      .addOption(field.STATUS)
      .addOption(field.MAX_AGE)
      .addOption(field.FORWARD_QUERY)
      .addOption(field.FORWARD_PATH)
      .addOption(field.DRY_RUN)
      .addOption(field.DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (url, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { NOTHING_WRITTEN, tryIf } = await import('../../one-link.ts');
        const { json, print } = await import('../../output/output.ts');
        const { domain } = options;
        const client = apiOf(options);
        const body = { url, ...(domain !== undefined && { domain }), ...(await field.fieldsOf(options)) };
        const params = { query: tryIf(options.dryRun) };
        const link = await answered(client.POST('/api/links', { params, body }));
        if (options.json || !link.dryRun)
          return await print(options.json ? json(link) : `${link.shortUrl}\n`);
        const what = link.dryRun.status === 201 ? 'would be made' : 'is there already';
        await print(`${link.shortUrl} ${what}\n${NOTHING_WRITTEN}`);
      }),
    ['signpost links create https://example.com/spring --slug spring --tag sale', ''],
    ['signpost links create https://example.com/ --utm source=newsletter --expires 30d', ''],
    ['signpost links create https://example.com/ --password < password.txt', 'asks for it at a terminal'],
    ['signpost links create https://example.com/ --rules @rules.json --unfurl auto', ''],
  );
