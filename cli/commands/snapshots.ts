import { Command } from '@commander-js/extra-typings';
import type { Shell } from '../shell.ts';
import { cancelOrder } from './snapshots/cancel.ts';
import { findSnapshots } from './snapshots/list.ts';
import { listOrders } from './snapshots/orders.ts';
import { rerenderPages } from './snapshots/rerender.ts';

export const snapshots = (shell: Shell) =>
  new Command('snapshots')
    .description('Stored pages: what there is, and orders to render it again')
    .addCommand(findSnapshots(shell))
    .addCommand(rerenderPages(shell))
    .addCommand(listOrders(shell))
    .addCommand(cancelOrder(shell));
