import { resolve } from 'node:path';
import { asksForHelp, helpOn, isCommand } from './help.ts';

// The one Region Signpost is deployed to. The notice would stand between a person and the key that is printed once.
process.env.AWS_REGION ||= 'us-east-1';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// The local cloud takes any credentials, and whoever asks it need not have some.
if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(process.env.AWS_ENDPOINT_URL ?? '')) {
  process.env.AWS_ACCESS_KEY_ID ||= 'operator';
  process.env.AWS_SECRET_ACCESS_KEY ||= 'local';
}

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
  if (isCommand(command) && asksForHelp(args)) return void process.stdout.write(helpOn(command));
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
    case 'links': {
      const { linksCommand } = await import('./links-command.ts');
      process.exitCode = await linksCommand(args);
      return;
    }
    case 'upload': {
      const { uploadCommand } = await import('./upload-command.ts');
      process.stdout.write(await uploadCommand(args));
      return;
    }
    case 'recount': {
      const { recountCommand } = await import('./recount-command.ts');
      process.exitCode = await recountCommand(args);
      return;
    }
    case 'webhooks': {
      const { webhooksCommand } = await import('./webhooks-command.ts');
      process.exitCode = await webhooksCommand(args);
      return;
    }
    case 'mcp': {
      const { mcpCommand } = await import('./mcp-command.ts');
      return await mcpCommand(args);
    }
    case 'preflight': {
      const { preflightCommand } = await import('./preflight-command.ts');
      process.exitCode = await preflightCommand(args, root);
      return;
    }
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(helpOn(args[0]));
      return;
    default:
      throw new Error(`there is no such command. \`signpost help\` lists them.`);
  }
}
