import { EXIT } from './faults.ts';

/** Whether somebody wants a command to end. */
export interface Interrupt {
  signal: AbortSignal;
  /** From then on Ctrl-C ends the process at once, as ever. */
  release(): void;
}

/**
 * The first Ctrl-C is told, so that the command ends well by itself; a second one does not wait for that. The listener stays there
 * while it hears of the first: what shows the cursor again (`signal-exit`, of ora) ends the process where nobody else listens.
 */
export function onInterrupt(): Interrupt {
  const interrupted = new AbortController();
  const interrupt = () => {
    if (interrupted.signal.aborted) process.exit(EXIT.interrupted);
    interrupted.abort();
  };
  process.on('SIGINT', interrupt);
  return { signal: interrupted.signal, release: () => process.off('SIGINT', interrupt) };
}
