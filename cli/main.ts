import { parseArgs } from 'node:util';
import { createKey } from './key.ts';

// The one Region Signpost is deployed to. The notice would stand between a person and the key that is printed once.
process.env.AWS_REGION ||= 'us-east-1';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const HELP = `Usage: signpost COMMAND

  key --table NAME [--name TEXT]   make an API key and print it, once
  help                             this text

Commands speak to AWS (us-east-1) with the credentials of your shell, as the AWS CLI does.
To speak to a local cloud, set AWS_ENDPOINT_URL to the address it printed.
`;

const [command = 'help', ...rest] = process.argv.slice(2);

try {
  await run(command, rest);
} catch (error) {
  process.stderr.write(`signpost ${command}: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function run(command: string, args: string[]): Promise<void> {
  switch (command) {
    case 'key': {
      const { values } = parseArgs({
        args,
        options: { table: { type: 'string' }, name: { type: 'string' } },
      });
      if (!values.table)
        throw new Error('--table is missing: the name that the deployment printed as KeysTableName');
      process.stdout.write(await createKey(values.table, values.name ?? 'operator'));
      return;
    }
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(HELP);
      return;
    default:
      throw new Error(`there is no such command. \`signpost help\` lists them.`);
  }
}
