import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { checkLinks } from './links/check.ts';
import { exportLinks } from './links/export.ts';
import { importLinks } from './links/import.ts';

export const links = (shell: Shell) =>
  new Command('links')
    .description('Short links')
    .addCommand(importLinks(shell))
    .addCommand(checkLinks(shell))
    .addCommand(exportLinks(shell));
