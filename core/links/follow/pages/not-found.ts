import { html } from 'hono/html';
import type { Answer } from '../answer.ts';
import { pageAnswer } from './page.ts';

/** What a person sees where no link is. One text for every path: it shows nothing of the request back. */
export const notFoundPage = (): Answer =>
  pageAnswer({
    status: 404,
    title: 'This sign points nowhere',
    sign: 'lost',
    body: html`<p>There is no link at this address. Letter case counts, so it may be a matter of one letter.
If someone gave it to you, please ask them for it again.</p>`,
  });
