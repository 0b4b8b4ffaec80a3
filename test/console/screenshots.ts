import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { launch, openPage, WIDTHS } from './open.ts';
import { type Running, runLocalCloud } from './running.ts';
import { fillWithSample } from './sample.ts';

// `npm run screenshots`: the pictures of the docs, taken anew of what is there now. The ports are those of the README, unless PORT
// and SITE_PORT name others: addresses are in the pictures.

const FOLDER = resolve(import.meta.dirname, '../../docs/images');

/** Of the console, by the picture's name. Each is taken at both widths. */
const PAGES: Record<string, string> = {
  links: '/console/',
  link: '/console/link/spring',
};

/** Of the sample shop. */
const PRODUCT = '/products/3';
const PANE = { width: 1120, height: 900 };
/** As wide as it is shown, in pixels. */
const SHOWN = 698;

const { PORT = '4000', SITE_PORT = '4001' } = process.env;
const cloud = await runLocalCloud({ PORT, SITE_PORT });
try {
  await fillWithSample(cloud);
  await mkdir(FOLDER, { recursive: true });
  const browser = await launch();
  try {
    for (const [name, path] of Object.entries(PAGES)) await takePage(browser, cloud, name, path);
    await takeShop(browser, cloud.site);
  } finally {
    await browser.close();
  }
} finally {
  await cloud.stop();
}

async function takePage(
  browser: Browser,
  { short, key }: Running,
  name: string,
  path: string,
): Promise<void> {
  for (const width of WIDTHS) {
    const { page, context, faults } = await openPage(browser, short + path, { key, width });
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(FOLDER, `console-${name}-${width}.png`), animations: 'disabled' });
    await context.close();
    if (faults.found.length > 0) throw new Error(`${path} at ${width} px:\n${faults.found.join('\n')}`);
  }
}

/** What somebody without JavaScript sees of the sample shop: the shell that everybody gets, and the snapshot for crawlers. */
async function takeShop(browser: Browser, site: string): Promise<void> {
  const shell = await withoutScripts(browser, site + PRODUCT);
  const snapshot = await withoutScripts(browser, site + PRODUCT, 'GPTBot/1.2');
  const page = await browser.newPage({ viewport: { width: 1440, height: 640 } });
  await page.setContent(
    pairOf('Without Signpost: the empty shell', shell, 'With Signpost: the snapshot', snapshot),
  );
  await page.screenshot({ path: join(FOLDER, 'shell-and-snapshot.png') });
  await page.close();
}

async function withoutScripts(browser: Browser, url: string, userAgent?: string): Promise<string> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: PANE,
    ...(userAgent && { userAgent }),
  });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  const picture = await page.screenshot();
  await context.close();
  return picture.toString('base64');
}

function pairOf(...[leftTitle, left, rightTitle, right]: string[]): string {
  return `<!doctype html><style>
  body { margin: 0; padding: 12px; display: flex; gap: 16px; background: #fff; font: 600 16px sans-serif; color: #1f2933 }
  figure { margin: 0 } figcaption { padding: 4px 0 10px }
  img { display: block; width: ${SHOWN}px; border: 1px solid #9aa5b1; border-radius: 6px }
  </style>
  <figure><figcaption>${leftTitle}</figcaption><img src="data:image/png;base64,${left}"></figure>
  <figure><figcaption>${rightTitle}</figcaption><img src="data:image/png;base64,${right}"></figure>`;
}
