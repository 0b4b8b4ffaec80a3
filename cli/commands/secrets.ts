import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { rotateSecret } from './secrets/rotate.ts';

export const secrets = (shell: Shell) =>
  new Command('secrets').description('Rotate the secrets of a stage').addCommand(rotateSecret(shell));
