import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import type { RenderedPage } from '../../../core/rendering/rendered.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Page {
  page: string;
  /** Runs in the page, which has `show(text)` for its main part, and `later(ms)`. */
  code: string;
  /** Before the main part. */
  more?: string;
  /** What the main part holds at first. */
  main?: string;
}

/** A socket as a test sees it: what it is sent, and how to answer. */
export interface Peer {
  path: string;
  send(text: string): void;
  close(): void;
  onText(heard: (text: string) => void): void;
}

/** Pages are rendered together, and stand in line; a page whose turn it is has 8 s. */
const DEADLINE_MS = 60_000;

const HELPERS = `const show = text => { document.querySelector("main").textContent = text };
const later = ms => new Promise(done => setTimeout(done, ms));`;

/** One renderer, and an origin for the pages it renders, for all tests of a file. */
export function pagesForFile(
  answers: Record<string, Answer>,
  onSocket: (peer: Peer) => void = () => undefined,
) {
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://test');
    const answer = answers[pathname];
    if (answer) return answer(request, response);
    response.setHeader('content-type', 'text/html; charset=utf-8').end(pages.get(pathname));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => onSocket(accept(request, socket)));
  let renderer: Renderer;
  let origin: string;

  beforeAll(async () => {
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    renderer = createRenderer({
      isAllowedOrigin: candidate => candidate === origin,
      gate: { allows: host => host === 'localhost' },
      log: () => undefined,
      clock: systemClock,
    });
    await renderer.warm();
  });
  afterAll(async () => {
    await renderer.close();
    server.close().closeAllConnections();
  });

  const renderPage = (html: string, deadline = DEADLINE_MS): Promise<RenderedPage> => {
    const path = `/page-${pages.size}`;
    pages.set(path, html);
    return renderer.render(origin + path, { deadline });
  };
  return {
    /** Renders a page as it is written. */
    renderPage,
    /** Renders a page whose main part a script fills; what that says in the end. */
    render: async (
      { code, more = '', main = '' }: Omit<Page, 'page'>,
      deadline?: number,
    ): Promise<string> => {
      const html = `<!doctype html><title>A page</title>${more}<header>Shop</header><main>${main}</main><script>${HELPERS}${code}</script>`;
      const page = await renderPage(html, deadline);
      return /<main[^>]*>(.*?)<\/main>/s.exec(page.html)?.[1] ?? '';
    },
  };
}

/** Spec: https://www.rfc-editor.org/rfc/rfc6455#section-1.3 */
export function accept(request: IncomingMessage, socket: Socket): Peer {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accepted = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accepted}\r\n\r\n`,
  );
  socket.on('error', () => undefined);
  return {
    path: request.url ?? '',
    send: text => void socket.write(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)])),
    close: () => void socket.end(Buffer.from([0x88, 0])),
    onText: heard => void socket.on('data', frames => textsOf(frames).forEach(heard)),
  };
}

/** Short texts, each in a frame that a client masks: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function textsOf(frames: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 6 <= frames.length; ) {
    const end = at + 6 + ((frames[at + 1] ?? 0) & 0x7f);
    const mask = frames.subarray(at + 2, at + 6);
    texts.push(
      String.fromCharCode(...frames.subarray(at + 6, end).map((byte, n) => byte ^ (mask[n % 4] ?? 0))),
    );
    at = end;
  }
  return texts;
}
