import { Command } from '@commander-js/extra-typings';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const createKey = (_: Shell) =>
  withExamples(
    new Command('create')
      .description('Make an API key and print it, once')
      .requiredOption(
        '--table <name>',
        'put it straight into this table: what the deployment printed as KeysTableName',
      )
      .option('--name <text>', 'what it is called', 'operator')
      .option('--scopes <list>', 'what it may be used for: links:read,links:write,stats:read,pages', 'admin')
      .action(async options => {
        const { keyCommand } = await import('../../key.ts');
        process.stdout.write(await keyCommand(options));
      }),
    ['signpost keys create --table signpost-prod-KeysTable-1A2B --name marketing', ''],
  );
