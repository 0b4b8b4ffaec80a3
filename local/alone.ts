import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { resolve } from 'node:path';

/**
 * Does work on a folder while no other process of this machine, and nothing else of this one, does any; waits for who was first.
 * What is held is a name of the kernel's, not a file: of a process that was killed nothing stays behind.
 *
 * Such names are Linux's; elsewhere nobody waits. https://man7.org/linux/man-pages/man7/unix.7.html, "abstract"
 */
export async function alone<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
  const name = `\0signpost-${createHash('sha256').update(resolve(folder)).digest('hex')}`;
  for (;;) {
    const release = process.platform === 'linux' ? await hold(name) : () => undefined;
    if (!release) await released(name);
    else
      try {
        return await work();
      } finally {
        release();
      }
  }
}

/** Takes a name, unless it is taken. */
async function hold(name: string): Promise<(() => void) | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer(socket => {
    waiting.add(socket);
    socket.on('error', () => undefined); // one that waits no more
    socket.on('close', () => waiting.delete(socket));
  });
  try {
    await once(server.listen(name), 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return undefined;
  }
  return () => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
}

/** Whoever holds a name ends all connections to it when it gives it up, or the kernel does. */
async function released(name: string): Promise<void> {
  const socket = connect(name);
  socket.on('error', () => undefined); // it is free by now
  await new Promise(resolve => socket.once('close', resolve));
}
