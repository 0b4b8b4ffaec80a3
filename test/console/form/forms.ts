import type { Page } from 'playwright-core';
import type { Schemas } from '../../../client/client.ts';
import { KEY } from '../../e2e/cloud.ts';

/** Asks the API as a program would; throws its problem. */
export async function api(
  short: string,
  method: string,
  path: string,
  body?: object,
): Promise<Schemas['Link']> {
  const response = await fetch(short + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Schemas['Link'];
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Of two of the same name the first is the link's own, not a rule's. */
export const field = (page: Page, label: string | RegExp) =>
  page.getByLabel(label, { exact: typeof label === 'string' }).first();

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Opens a part of the form, or closes it. */
export const unfold = (page: Page, title: string) =>
  page.locator('summary', { has: page.getByRole('heading', { name: title, exact: true }) }).click();

export const toast = (page: Page, words: string) =>
  page.locator('.toasts').getByText(words).first().waitFor();

/** Opens every part of the form. */
export const unfoldAll = (page: Page) =>
  page.evaluate(() => {
    for (const part of document.querySelectorAll('details')) if (!part.matches('.menu')) part.open = true;
  });

/** How wide the page is: more than the window where something sticks out. */
export const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);
