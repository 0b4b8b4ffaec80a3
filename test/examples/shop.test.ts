import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ShopApi, seededRandom, shopDelay, startShopApi } from '../../examples/shop/api.ts';
import { buildShop } from '../../examples/shop/build.ts';
import { products } from '../../examples/shop/catalogue.ts';
import { reviews } from '../../examples/shop/reviews.ts';
import { findPage, matchPath, movedTo } from '../../examples/shop/src/router.tsx';
import type { Product, ProductPage, ReviewList } from '../../examples/shop/types.ts';

describe('the catalogue', () => {
  it('gives every product an address of its own', () => {
    expect(new Set(products.map(product => product.id)).size).toBe(products.length);
    for (const { id } of products) expect(id).toMatch(/^[a-z0-9-]+$/);
  });

  it('has reviews of nothing but its products', () => {
    const ids = products.map(product => product.id);
    for (const id of Object.keys(reviews)) expect(ids).toContain(id);
  });
});

describe('buildShop', () => {
  let work: string;
  let out: string;
  let files: Map<string, string>;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'signpost-shop-'));
    out = join(work, 'one');
    await buildShop(out);
    files = await readAll(out);
  });

  afterAll(() => rm(work, { recursive: true, force: true }));

  it('writes a shell that says nothing about any product', () => {
    const shell = fileIn(files, 'index.html');
    expect(shell).toContain('<div id="app"></div>');
    for (const { name, summary } of products) {
      expect(shell).not.toContain(name);
      expect(shell).not.toContain(summary);
    }
  });

  it('refers to a hashed entry and stylesheet, and everything it refers to exists', () => {
    const shell = fileIn(files, 'index.html');
    expect(shell).toMatch(/<script type="module" src="\/assets\/app-[A-Z0-9]{8}\.js"><\/script>/);
    expect(shell).toMatch(/<link rel="stylesheet" href="\/assets\/styles-[A-Z0-9]{8}\.css">/);
    const references = [...shell.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(references.length).toBeGreaterThan(2);
    for (const path of references) expect([...files.keys()]).toContain(path);
  });

  it('keeps the product page and the catalogue out of what every visitor downloads', () => {
    const chunk = [...files.keys()].find(path => /^assets\/product-page-[A-Z0-9]{8}\.js$/.test(path));
    expect(chunk).toBeDefined();
    expect(fileIn(files, 'index.html')).not.toContain('product-page');
    for (const [path, text] of files) if (path.endsWith('.js')) expect(text).not.toContain('Harbour Lantern');
  });

  it('has the public files and every picture of the catalogue', () => {
    const paths = [...files.keys()];
    for (const path of ['favicon.svg', 'robots.txt']) expect(paths).toContain(path);
    for (const { image } of products) expect(paths).toContain(image.slice(1));
  });

  it('builds the same files anywhere and again', async () => {
    const elsewhere = join(work, 'deeper', 'two');
    await buildShop(elsewhere);
    expect(await readAll(elsewhere)).toEqual(files);
    await buildShop(out);
    expect(await readAll(out)).toEqual(files);
  });
});

describe('startShopApi', () => {
  const slept: number[] = [];
  let api: ShopApi;

  beforeAll(async () => {
    const sleep = async (ms: number) => {
      slept.push(ms);
    };
    api = await startShopApi({ delay: shopDelay({ random: seededRandom(7), sleep }) });
  });

  afterAll(() => api.close());

  async function get<T>(path: string): Promise<T> {
    const response = await fetch(api.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    return (await response.json()) as T;
  }

  it('lists every product exactly once, eight per page', async () => {
    const lists = [await get<ProductPage>('/api/products')];
    for (let page = 2; page <= (lists[0]?.pages ?? 0); page++)
      lists.push(await get(`/api/products?page=${page}`));
    expect(lists.map(list => list.products.length)).toEqual([8, 8, 4]);
    expect(lists.flatMap(list => list.products.map(({ id }) => id))).toEqual(products.map(({ id }) => id));
    expect(lists[0]).toMatchObject({ page: 1, pages: 3, total: 20 });
    expect(lists[0]?.products[0]).not.toHaveProperty('description');
  });

  it('answers a product, and its reviews in a call of their own', async () => {
    const product = await get<Product>('/api/products/1');
    expect(product).toEqual(products[0]);
    const list = await get<ReviewList>('/api/products/1/reviews');
    expect(list.reviews).toEqual(reviews['1']);
  });

  it('answers an empty list for a product nobody has reviewed', async () => {
    expect(await get('/api/products/8/reviews')).toEqual({ reviews: [] });
  });

  it.each([
    '/',
    '//',
    '/api',
    '/api/products/nope',
    '/api/products/nope/reviews',
    '/api/products/1/other',
    '/api/products?page=0',
    '/api/products?page=4',
    '/api/products?page=1.5',
    '/api/products?page=x',
  ])('answers 404 as JSON for %s', async path => {
    const response = await fetch(api.url + path);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  it('answers nothing but GET', async () => {
    expect((await fetch(`${api.url}/api/products`, { method: 'POST', body: '{}' })).status).toBe(405);
  });

  it('waits 50 to 100 ms before every answer', async () => {
    const before = slept.length;
    for (let call = 0; call < 20; call++) await get('/api/products');
    const waits = slept.slice(before);
    expect(waits).toHaveLength(20);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...waits)).toBeLessThanOrEqual(100);
  });
});

describe('shopDelay', () => {
  async function waits(seed: number): Promise<number[]> {
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      slept.push(ms);
    };
    const delay = shopDelay({ random: seededRandom(seed), sleep });
    for (let call = 0; call < 500; call++) await delay();
    return slept;
  }

  it('is the same for the same seed and another for another', async () => {
    expect(await waits(1)).toEqual(await waits(1));
    expect(await waits(1)).not.toEqual(await waits(2));
  });

  it('reaches both ends', async () => {
    const all = await waits(3);
    expect([Math.min(...all), Math.max(...all)]).toEqual([50, 100]);
  });
});

describe('the router', () => {
  const redirects = [{ from: '/old-products/:id', to: '/products/:id' }];

  it('reads the named parts of a path', () => {
    expect(matchPath('/products/:id', '/products/ferry%20lamp')).toEqual({ id: 'ferry lamp' });
    expect(matchPath('/', '/')).toEqual({});
    expect(matchPath('/products', '/products/a')).toBeUndefined();
    expect(matchPath('/products/:id', '/products/')).toBeUndefined();
  });

  it('has no page for a path that cannot be decoded', () => {
    expect(matchPath('/products/:id', '/products/%E0%A4%A')).toBeUndefined();
  });

  it('takes the first route that fits', () => {
    const page = () => null;
    const other = () => null;
    const routes = [
      { pattern: '/products/new', page },
      { pattern: '/products/:id', page: other },
    ];
    expect(findPage(routes, '/products/new')).toEqual({ page, params: {} });
    expect(findPage(routes, '/products/a')).toEqual({ page: other, params: { id: 'a' } });
    expect(findPage(routes, '/nowhere')).toBeUndefined();
  });

  it('knows what has moved', () => {
    expect(movedTo(redirects, '/old-products/20')).toBe('/products/20');
    expect(movedTo(redirects, '/old-products/a%2Fb')).toBe('/products/a%2Fb');
    expect(movedTo(redirects, '/products/')).toBe('/products');
    expect(movedTo(redirects, '/products')).toBeUndefined();
    expect(movedTo(redirects, '/')).toBeUndefined();
  });

  it('never leaves the site for a path of many slashes', () => {
    expect(movedTo(redirects, '//other.example/')).toBe('/other.example');
  });
});

async function readAll(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const files = new Map<string, string>();
  for (const path of paths.sort()) files.set(path.slice(folder.length + 1), await readFile(path, 'utf8'));
  return files;
}

function fileIn(files: Map<string, string>, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`${path} was not built`);
  return text;
}
