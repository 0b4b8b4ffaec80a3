import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventFor } from '../functions/event.ts';
import { startLinksFunction } from '../functions/links-api.ts';

/** The function of the links API, at an address that commands can ask. */
export interface ServedLinks {
  links: Awaited<ReturnType<typeof startLinksFunction>>;
  api: string;
  key: string;
  /** Hears of each request, and may hold it up. */
  heard: (path: string, body: string) => Promise<void> | void;
  /** Resolves once all is answered, also to those that are gone. */
  settled(): Promise<unknown>;
  stop(): Promise<void>;
}

export async function serveLinks(): Promise<ServedLinks> {
  const links = await startLinksFunction();
  const underWay = new Set<Promise<unknown>>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const body = await text(request);
    await served.heard(url.pathname, body);
    const answer = links.handler(
      eventFor(url.pathname, {
        method: request.method ?? 'GET',
        query: url.search.slice(1),
        headers: request.headers as Record<string, string>,
        ...(body !== '' && { body }),
      }),
    );
    underWay.add(answer);
    const result = await answer.finally(() => underWay.delete(answer));
    response.writeHead(result.statusCode ?? 500, result.headers as Record<string, string>).end(result.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const served: ServedLinks = {
    links,
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: links.authorization.replace('Bearer ', ''),
    heard: () => undefined,
    settled: () => Promise.all(underWay),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await links.stop();
    },
  };
  return served;
}
