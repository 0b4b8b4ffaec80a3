import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { cancelOrder } from './snapshots/cancel.ts';
import { dropSnapshot } from './snapshots/drop.ts';
import { getSnapshot } from './snapshots/get.ts';
import { findSnapshots } from './snapshots/list.ts';
import { listOrders } from './snapshots/orders.ts';
import { rerenderPages } from './snapshots/rerender.ts';

export const snapshots = (shell: Shell) =>
  new Command('snapshots')
    .description('Stored pages: list, show and drop them, and order new ones')
    .addCommand(findSnapshots(shell))
    .addCommand(getSnapshot(shell))
    .addCommand(rerenderPages(shell))
    .addCommand(dropSnapshot(shell))
    .addCommand(listOrders(shell))
    .addCommand(cancelOrder(shell));
