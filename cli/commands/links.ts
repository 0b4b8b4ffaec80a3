import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { linkChanges } from './links/changes.ts';
import { checkLinks } from './links/check.ts';
import { createLink } from './links/create.ts';
import { deleteLink } from './links/delete.ts';
import { exportLinks } from './links/export.ts';
import { getLink } from './links/get.ts';
import { linkHistory } from './links/history.ts';
import { importLinks } from './links/import.ts';
import { findLinks } from './links/list.ts';
import { linkQr } from './links/qr.ts';
import { restoreLink } from './links/restore.ts';
import { linkTags } from './links/tags.ts';
import { undoLink } from './links/undo.ts';
import { updateLink } from './links/update.ts';

export const links = (shell: Shell) =>
  new Command('links')
    .description('Short links: make, find and change them, bring them from elsewhere')
    .addCommand(createLink(shell))
    .addCommand(findLinks(shell))
    .addCommand(getLink(shell))
    .addCommand(updateLink(shell))
    .addCommand(deleteLink(shell))
    .addCommand(restoreLink(shell))
    .addCommand(linkHistory(shell))
    .addCommand(undoLink(shell))
    .addCommand(linkChanges(shell))
    .addCommand(linkTags(shell))
    .addCommand(linkQr(shell))
    .addCommand(importLinks(shell))
    .addCommand(checkLinks(shell))
    .addCommand(exportLinks(shell));
