import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { createKey } from './keys/create.ts';

export const keys = (shell: Shell) =>
  new Command('keys').description('API keys').addCommand(createKey(shell));
