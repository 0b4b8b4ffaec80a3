import { html } from 'hono/html';
import type { Answer } from '../answer.ts';
import { pageAnswer } from './page.ts';

/**
 * Shows both ways to whoever may have the app or not: nobody but him can tell.
 *
 * @param type its Content-Type, which says to whoever counts that it leads on
 */
export const appsPage = (url: string, store: string, type: string): Answer =>
  pageAnswer({
    status: 200,
    title: 'This way leads to an app',
    sign: 'way',
    body: html`<a class="way" href="${url}">Open it in the app</a>
<a class="way" href="${store}" rel="noreferrer">Get the app</a>`,
    headers: { 'content-type': type },
  });
