import { resolve } from 'node:path';

// The one Region Signpost is deployed to. The notice would stand between a person and the key that is printed once.
process.env.AWS_REGION ||= 'us-east-1';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// The local cloud takes any credentials, and whoever asks it need not have some.
if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(process.env.AWS_ENDPOINT_URL ?? '')) {
  process.env.AWS_ACCESS_KEY_ID ||= 'operator';
  process.env.AWS_SECRET_ACCESS_KEY ||= 'local';
}

const HELP = `Usage: signpost COMMAND

  key --table NAME [--name TEXT]   make an API key and print it, once
  classify 'USER-AGENT' …          who a client is, what it gets, and why; - reads one of each line
      --stage NAME                 by that stage's settings (the defaults)
      --accept TYPE                for a client that sends this Accept header
      --json                       the verdict as JSON, one on each line
  audit URL …                      whether crawlers get what people see: opens each page as both and says what differs
      --render                     the crawler's page is rendered here, instead of what the site serves
      --user-agent TEXT            the crawler to ask the site as (an Amazonbot)
      --allow ORIGIN               while it is rendered it may reach this origin, though it is not public
      --stage NAME                 whose pageParameters in infra/settings.yml count (dev)
      --scroll                     the person reads down to the end
      --ignore REGEXP              leaves out lines that match, such as the time of day
      --json                       each page as JSON, one on each line
                                   ends with 0: all the same, 1: something differs, 2: a page could not be opened
  warm --sitemap URL               have the pages of a sitemap rendered, and wait for them
      --site URL                   take the sitemap's paths for pages of this site, such as http://localhost:4001
      --api URL                    the short domain's address (http://localhost:4000)
      --key KEY                    an API key ($SIGNPOST_KEY)
      --all                        those that are up to date, too
  upload DIR                       bring the app in DIR, as its build wrote it, into the bucket; index.html last
      --stage NAME                 of that stage's stack
      --bucket NAME                or the bucket itself
      --keep-days N                how long files of earlier builds stay (30)
      --hashed FOLDER              where every file has a hash in its name and is kept for ever (assets); may be repeated
  preflight --stage NAME           what a deploy would stumble over in this account; makes what is missing where it may
  help                             this text

Commands that speak to AWS (us-east-1) do so with the credentials of your shell, as the AWS CLI does.
To speak to a local cloud, set AWS_ENDPOINT_URL to the address it printed.
`;

const root = resolve(import.meta.dirname, '..');
const [command = 'help', ...rest] = process.argv.slice(2);

try {
  await run(command, rest);
} catch (error) {
  // Whoever read our output, such as `head`, has enough.
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) {
    process.stderr.write(`signpost ${command}: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = command === 'audit' ? 2 : 1; // there, 1 is a result
  }
}

async function run(command: string, args: string[]): Promise<void> {
  switch (command) {
    // No command need wait for the modules of another.
    case 'key': {
      const { keyCommand } = await import('./key.ts');
      process.stdout.write(await keyCommand(args));
      return;
    }
    case 'classify': {
      const { classifyCommand } = await import('./classify-command.ts');
      return await classifyCommand(args, root);
    }
    case 'audit': {
      const { auditCommand } = await import('./audit-command.ts');
      process.exitCode = await auditCommand(args, root);
      return;
    }
    case 'warm': {
      const { warmCommand } = await import('./warm-command.ts');
      process.exitCode = await warmCommand(args);
      return;
    }
    case 'upload': {
      const { uploadCommand } = await import('./upload-command.ts');
      process.stdout.write(await uploadCommand(args));
      return;
    }
    case 'preflight': {
      const { preflightCommand } = await import('./preflight-command.ts');
      process.exitCode = await preflightCommand(args, root);
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
