import { expect, test } from '@jest/globals';
import { encode } from 'fast-png';
import { launchChromium } from '../../../../core/browser/chromium.ts';
import { openTab } from '../../../../core/browser/tab.ts';
import { readLogo } from '../../../../core/links/qr/logo.ts';
import { addressIn } from '../../../../core/links/qr/mark.ts';
import { pictureOf } from '../../../../core/links/qr/picture.ts';
import { type Format, USUAL_STYLE } from '../../../../core/links/qr/style.ts';
import { until } from '../../../until.ts';
import { read } from './reader.ts';

const WAIT_MS = 20_000;

/** A disc on nothing. */
function disc() {
  const side = 80;
  const data = new Uint8Array(side * side * 4);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if ((x - side / 2) ** 2 + (y - side / 2) ** 2 < (side / 2) ** 2)
        data.set([217, 72, 15, 255], (y * side + x) * 4);
  const png = Buffer.from(encode({ width: side, height: side, data, depth: 8, channels: 4 }));
  const logo = readLogo(`data:image/png;base64,${png.toString('base64')}`);
  if ('reason' in logo) throw new Error(logo.reason);
  return logo;
}

const LOOKS = [
  { slug: 'plain', style: {} },
  { slug: 'logo', style: {}, logo: disc() },
  { slug: 'colours', style: { dark: '#0b5d3b', light: '#fff4d6', margin: 2, size: 333 }, logo: disc() },
];

/** An image of each look, as svg and as png, each in a page's own words. */
function page(): string {
  const images = (['svg', 'png'] as Format[]).flatMap(format =>
    LOOKS.map(({ slug, style, logo }) => {
      const shortUrl = `https://go.example.com/${slug}-${format}`;
      const picture = pictureOf(addressIn(shortUrl), format, { ...USUAL_STYLE, size: 300, ...style }, logo);
      if ('errors' in picture) throw new Error(JSON.stringify(picture.errors));
      return `<img src="data:${picture.type};base64,${Buffer.from(picture.body).toString('base64')}">`;
    }),
  );
  return `data:text/html;base64,${Buffer.from(`<body style="width: 1050px">${images.join(' ')}`).toString('base64')}`;
}

test('a browser draws them, with their logos, so that they can be read', async () => {
  const browser = await launchChromium({ isPlain: true, log: () => undefined });
  try {
    const tab = await openTab(browser, WAIT_MS);
    await tab.cdp.send('Page.navigate', { url: page() });
    const drawn =
      'document.images.length === 6 && [...document.images].every(({ naturalWidth }) => naturalWidth)';
    await until(async () => (await tab.evaluate(drawn, WAIT_MS).catch(() => undefined)) === true);
    const clip = { x: 0, y: 0, width: 1100, height: 720, scale: 1 };
    const shot = { format: 'png' as const, captureBeyondViewport: true, clip };
    const { data } = await tab.cdp.send('Page.captureScreenshot', shot);
    const png = new Uint8Array(Buffer.from(data, 'base64'));
    const found = (await read(png)).map(({ text }) => new URL(text).href);
    expect(found.sort()).toEqual(
      ['svg', 'png']
        .flatMap(format => LOOKS.map(({ slug }) => `https://go.example.com/${slug}-${format}?qr`))
        .sort(),
    );
  } finally {
    await browser.kill();
  }
});
