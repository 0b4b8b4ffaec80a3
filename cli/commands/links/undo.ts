import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import { DOMAIN, DRY_RUN } from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';
import { wholeNumber } from '../../values.ts';
import { IF_VERSION } from './update.ts';

export const undoLink = (_: Shell) =>
  withExamples(
    new Command('undo')
      .description('Return a link to an earlier version')
      .argument('<slug>', 'its slug, or its short url')
      .option(
        '--to <version>',
        'the version, as `links history` numbers them (default: the one before the last change)',
        wholeNumber('to', 1, 9_999_999),
      )
      .addOption(IF_VERSION)
      .addOption(DRY_RUN)
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { apiOf } = await import('../../api.ts');
        const { addressOf, changed, ifVersion, showLink, tryIf } = await import('../../one-link.ts');
        const client = apiOf(options);
        const address = addressOf(slug, options);
        const query = { ...address.query, ...tryIf(options.dryRun) };
        const params = { ...address, query, ...ifVersion(options.ifVersion) };
        const body = options.to === undefined ? {} : { version: options.to };
        const call = client.POST('/api/links/{slug}/undo', { params, body });
        await showLink(await changed(call, client, address), options);
      }),
    ['signpost links undo spring', 'the last change is taken back'],
    ['signpost links undo spring --to 2', ''],
  );
