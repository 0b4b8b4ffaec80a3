import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../../shell.ts';
import { addChange } from './changes/add.ts';
import { cancelChange } from './changes/cancel.ts';
import { findChanges } from './changes/list.ts';
import { updateChange } from './changes/update.ts';

export const linkChanges = (shell: Shell) =>
  new Command('changes')
    .description('Scheduled changes of a link: list, add, update and cancel them')
    .addCommand(findChanges(shell))
    .addCommand(addChange(shell))
    .addCommand(updateChange(shell))
    .addCommand(cancelChange(shell));
