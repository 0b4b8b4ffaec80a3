import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, launchChromium } from '../../../../core/browser/chromium.ts';
import { openTab } from '../../../../core/browser/tab.ts';
import { headScript } from '../../../../core/rendering/in-page/head.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium({ log: () => undefined });
});
afterAll(() => browser.kill());

/** What the script answers in a page with this head. */
async function headOf(head: string): Promise<unknown> {
  const tab = await openTab(browser, 60_000);
  try {
    await tab.evaluate(`document.head.innerHTML = ${JSON.stringify(head)}`, 60_000);
    return await tab.evaluate(headScript(), 60_000);
  } finally {
    await tab.close();
  }
}

test('a page that says nothing of itself: an empty title and no metas', async () => {
  expect(await headOf('')).toEqual({ title: '', metas: [] });
});

test('title, metas by name or property in their order, and the canonical address as an absolute one', async () => {
  const head = `<base href="https://site.example/shop/"><title> A  lamp &amp; more </title><meta charset="utf-8">
    <meta name="description" content=" &quot;Bright&quot; "><meta property="og:image" content="/1.png">
    <meta property="og:image" content="/2.png"><meta name="empty"><link rel="Canonical" href="lamps/3">`;
  expect(await headOf(head)).toEqual({
    title: 'A lamp & more',
    metas: [
      { name: 'description', content: '"Bright"' },
      { property: 'og:image', content: '/1.png' },
      { property: 'og:image', content: '/2.png' },
    ],
    canonical: 'https://site.example/shop/lamps/3',
  });
});

test('a meta with both is one of its property', async () => {
  expect(await headOf('<meta name="a" property="og:title" content="x">')).toMatchObject({
    metas: [{ property: 'og:title', content: 'x' }],
  });
});

test('a head without end is cut', async () => {
  const head = `<title>${'t'.repeat(5_000)}</title>${`<meta name="n" content="${'c'.repeat(5_000)}">`.repeat(150)}`;
  const { title, metas } = (await headOf(head)) as { title: string; metas: { content: string }[] };
  expect([title.length, metas.length, metas[0]?.content.length]).toEqual([2_000, 100, 2_000]);
});
