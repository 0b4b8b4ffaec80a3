import { close, type HttpHandler, listen } from '../http.ts';
import { alsoOnIpv6 } from '../loopback.ts';
import type { Closers } from './closers.ts';

/** The door of the AWS endpoint; every other is named by its distribution. */
export const ENDPOINT = 'endpoint';

/** Opens every port first, since names in the template depend on them; who answers there is told later. */
export async function openDoors(ports: Record<string, number>, closers: Closers) {
  const handlers = new Map<string, HttpHandler>();
  const open = async (name: string, port: number) => {
    const door = await openDoor(request => (handlers.get(name) ?? notReady)(request), port);
    closers.push(door.close);
    return door.port;
  };
  const endpoint = `http://127.0.0.1:${await open(ENDPOINT, 0)}`;
  const hosts: Record<string, string> = {};
  for (const [id, port] of Object.entries(ports)) hosts[id] = `localhost:${await open(id, port)}`;
  const answer = (name: string, handler: HttpHandler) => handlers.set(name, handler);
  return { endpoint, hosts, answer };
}

/** Listens on both addresses of this machine; any free port (0) must be free on both. */
async function openDoor(handler: HttpHandler, port: number, tries = 10): Promise<Door> {
  const { server, port: own } = await listen(handler, port);
  try {
    const second = await alsoOnIpv6(server, own);
    return {
      port: own,
      close: async () => {
        second?.close();
        await close(server);
      },
    };
  } catch (error) {
    await close(server);
    if (port !== 0 || tries === 0) throw error;
    return openDoor(handler, port, tries - 1);
  }
}

interface Door {
  port: number;
  close(): Promise<void>;
}

const notReady: HttpHandler = async () => ({
  status: 503,
  headers: new Headers({ 'retry-after': '1' }),
  body: Buffer.from('The local cloud is starting.\n'),
});
