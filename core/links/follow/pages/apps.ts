import { html } from 'hono/html';
import { typeOf } from '../../way-taken.ts';
import type { Answer } from '../answer.ts';
import { pageAnswer } from './page.ts';

/** Shows both ways to whoever may have the app or not: nobody but him can tell. */
export const appsPage = (url: string, store: string): Answer =>
  pageAnswer({
    status: 200,
    title: 'This way leads to an app',
    sign: 'way',
    body: html`<a class="way" href="${url}">Open it in the app</a>
<a class="way" href="${store}" rel="noreferrer">Get the app</a>`,
    headers: { 'content-type': typeOf('apps') },
  });
