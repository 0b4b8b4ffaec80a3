import type { Locator, Page } from 'playwright-core';
import { KEY, until } from '../e2e/cloud.ts';
import { askApi } from '../e2e/documented.ts';
import { axeFindings } from './axe.ts';
import { screenshots, WIDTHS } from './open.ts';

/** What the API says, to compare with what a page shows. */
export async function api<Answer = Record<string, unknown>>(
  short: string,
  method: string,
  path: string,
  { body, key = KEY }: { body?: unknown; key?: string } = {},
): Promise<{ status: number; answer: Answer }> {
  const response = await askApi(short, method, `/api${path}`, { key, ...(body !== undefined && { body }) });
  const text = await response.text();
  return { status: response.status, answer: (text === '' ? {} : JSON.parse(text)) as Answer };
}

/** Makes a key, and answers its id and its secret. */
export async function makeKey(short: string, body: object): Promise<{ id: string; secret: string }> {
  return (await api<{ id: string; secret: string }>(short, 'POST', '/keys', { body })).answer;
}

/** Waits until an element has a text in it. */
export const shows = (element: Locator, text: string) =>
  until(
    async () => ((await element.textContent().catch(() => '')) ?? '').includes(text),
    `${element}: ${text}`,
  );

/**
 * What is in the way of somebody on a page as it stands, on a phone and at a desk: what axe finds, and what makes it scroll sideways.
 * Pictures of it are taken as well.
 */
export async function troubles(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  await screenshots(page, name);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    // All of it at once: what is scrolled halfway below the bars at the top and the bottom is not too small.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height });
    const findings = await axeFindings(page);
    const over = await page.evaluate(() => (document.scrollingElement?.scrollWidth ?? 0) - innerWidth);
    if (over > 0) findings.push(`it is ${over} px too wide`);
    found.push(...findings.map(finding => `${name} at ${width} px: ${finding}`));
  }
  return found;
}

/** What is in the clipboard. */
export const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
