import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { products } from './catalogue.ts';
import { reviews } from './reviews.ts';
import type { Product, ProductPage, ProductSummary, ReviewList } from './types.ts';

const PAGE_SIZE = 8;
const SHORTEST_DELAY = 50;
const LONGEST_DELAY = 100;

export type ShopApiOptions = {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Awaited before every answer. */
  delay?: () => Promise<void>;
};

export type ShopApi = { url: string; close: () => Promise<void> };

/**
 * Starts the shop's JSON API on loopback. Every answer takes as long as a small database would, because a page
 * whose data is there at once would hide what the renderer has to wait for.
 */
export function startShopApi({ port = 0, delay = shopDelay() }: ShopApiOptions = {}): Promise<ShopApi> {
  const server = createServer(async (request, response) => {
    await delay();
    if (request.method === 'GET' || request.method === 'HEAD') send(response, answer(request.url ?? '/'));
    else send(response, { status: 405, body: { error: 'Only GET is answered here' } });
  });
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close(error => (error ? reject(error) : resolve()));
      // A browser keeps its connections open, and close() alone would wait for it.
      server.closeAllConnections();
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${taken}`, close });
    });
  });
}

/** A delay of 50 to 100 ms per call. The same random source gives the same delays, so measurements can be repeated. */
export function shopDelay({
  random = seededRandom(1),
  sleep = async (ms: number): Promise<void> => {
    await wait(ms);
  },
} = {}): () => Promise<void> {
  const span = LONGEST_DELAY - SHORTEST_DELAY + 1;
  return () => sleep(SHORTEST_DELAY + Math.floor(random() * span));
}

/** Numbers in [0, 1) that are the same for the same seed: a Weyl sequence, mixed until neighbours look unrelated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

type Answer = { status: number; body: object };

function answer(target: string): Answer {
  const [path = '/', query = ''] = target.split('?', 2);
  const route = /^\/api\/products(?:\/([a-z0-9-]+)(\/reviews)?)?$/.exec(path);
  if (!route) return unknown('There is nothing here');
  const [, id, wantsReviews] = route;
  if (id === undefined) return listing(new URLSearchParams(query).get('page') ?? '1');
  const product = products.find(candidate => candidate.id === id);
  if (!product) return unknown('There is no such product');
  if (!wantsReviews) return { status: 200, body: product };
  const list: ReviewList = { reviews: reviews[id] ?? [] };
  return { status: 200, body: list };
}

function listing(wanted: string): Answer {
  const pages = Math.ceil(products.length / PAGE_SIZE);
  const page = /^[1-9]\d{0,5}$/.test(wanted) ? Number(wanted) : 0;
  if (page < 1 || page > pages) return unknown('There is no such page');
  const shown = products.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const body: ProductPage = { page, pages, total: products.length, products: shown.map(summaryOf) };
  return { status: 200, body };
}

function summaryOf({ description, details, inStock, ...summary }: Product): ProductSummary {
  return summary;
}

function unknown(error: string): Answer {
  return { status: 404, body: { error } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  // Node leaves the body out by itself when the request was a HEAD.
  response.end(text);
}
