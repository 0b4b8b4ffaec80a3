import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { appBuilds } from './app/builds.ts';
import { appPush } from './app/push.ts';
import { appRollback } from './app/rollback.ts';

export const app = (shell: Shell) =>
  new Command('app')
    .description('The single-page app: bring a build, list builds, go back to one')
    .addCommand(appPush(shell))
    .addCommand(appBuilds(shell))
    .addCommand(appRollback(shell));
