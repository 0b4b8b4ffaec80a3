import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples, withNote } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { A_TIME_TO_COME, timeToCome } from '../../times.ts';
import { repeated } from '../../values.ts';

export const createKey = (_: Shell) =>
  withExamples(
    withNote(
      new Command('create')
        .description('Make an API key and print it, once')
        .option('--name <text>', 'what it is called', 'operator')
        .option(
          '--scopes <list>',
          'what it may be used for: links:read,links:write,stats:read,pages',
          'admin',
        )
        .option('--expires <time>', `when it ends: ${A_TIME_TO_COME}`, timeToCome)
        .option('--limit-tag <text>', 'only for links with this tag; may be repeated', repeated)
        .option('--limit-host <name>', 'only for links that lead to this host; may be repeated', repeated)
        .option('--limit-slugs <prefix>', 'only for links whose slugs begin so')
        .option(
          '--table <name>',
          'put it straight into this table: what the deployment printed as KeysTableName',
        )
        .addOption(JSON_OUT)
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .action(async options => {
          const { createKeyCommand } = await import('../../create-key.ts');
          await createKeyCommand(options);
        }),
      'The API takes a key to make another. The first one is made with --table, which speaks to DynamoDB with the credentials of your shell, as the AWS CLI does; of a local cloud with AWS_ENDPOINT_URL set to the address that it printed.',
    ),
    ['signpost keys create --name marketing --scopes links:read,links:write', ''],
    ['signpost keys create --table signpost-prod-KeysTable-1A2B', 'the first key of a stage'],
  );
