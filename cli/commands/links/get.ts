import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import { DOMAIN } from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';

export const getLink = (_: Shell) =>
  withExamples(
    new Command('get')
      .description('Show a link, with all there is to know of it')
      .argument('<slug>', 'its slug, or its short url')
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { answered, apiOf } = await import('../../api.ts');
        const { addressOf, showLink } = await import('../../one-link.ts');
        const params = addressOf(slug, options);
        await showLink(await answered(apiOf(options).GET('/api/links/{slug}', { params })), options);
      }),
    ['signpost links get spring', ''],
    ['signpost links get https://go.example.com/spring --json', ''],
  );
