import type { Locator, Page } from 'playwright-core';
import { KEY, until } from '../e2e/cloud.ts';
import { askApi } from '../e2e/documented.ts';

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

/** By how many pixels a page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => (document.scrollingElement?.scrollWidth ?? 0) - innerWidth);

/** What is in the clipboard. */
export const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
