import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { createKey } from './keys/create.ts';
import { getKey } from './keys/get.ts';
import { findKeys } from './keys/list.ts';
import { revokeKey } from './keys/revoke.ts';
import { rotateKey } from './keys/rotate.ts';

export const keys = (shell: Shell) =>
  new Command('keys')
    .description('API keys: make, rotate and revoke them')
    .addCommand(createKey(shell))
    .addCommand(findKeys(shell))
    .addCommand(getKey(shell))
    .addCommand(rotateKey(shell))
    .addCommand(revokeKey(shell));
