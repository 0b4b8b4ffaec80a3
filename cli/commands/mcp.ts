import { Command } from '@commander-js/extra-typings';
import { API, KEY, PROFILE } from '../connection-options.ts';
import { withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';

export const mcp = (_: Shell) =>
  withExamples(
    new Command('mcp')
      .description('Serve assistants over stdin and stdout, by the Model Context Protocol')
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async options => {
        const { mcpCommand } = await import('../mcp-command.ts');
        await mcpCommand(options);
      }),
    ['signpost mcp --api https://go.example.com', 'what an assistant has in its settings'],
    ['signpost mcp --profile prod', ''],
  );
