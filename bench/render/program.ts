import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Tells the bench, which has started this process, that it can be asked on this port. */
export function readyWith(port: number): void {
  process.send?.({ port });
}

export interface Rendered {
  /** 200 without it. */
  status?: number;
  /** Where a page that redirects leads to. */
  location?: string | undefined;
  html: string;
}

export interface RenderProgram {
  /** Whatever it throws is answered with 502. */
  render(url: string): Promise<Rendered>;
  close(): Promise<void>;
}

/**
 * Answers `GET /render?url=…`, the way prerender does, so that every party is asked and timed alike. Ends when the bench
 * ends or says so, which is when its channel closes.
 */
export async function serveRenders({ render, close }: RenderProgram): Promise<void> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://bench').searchParams.get('url') ?? '';
    render(url).then(
      ({ status = 200, location, html }) =>
        response
          .writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...(location && { location }) })
          .end(html),
      error => response.writeHead(502).end(String(error)),
    );
  });
  readyWith(await freePort(server));
  process.on('disconnect', () => close().finally(() => process.exit()));
}

/** Listens on a port that is free. */
export async function freePort(server: Server): Promise<number> {
  server.keepAliveTimeout = 60_000;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
