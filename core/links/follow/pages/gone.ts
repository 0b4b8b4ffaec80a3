import { html } from 'hono/html';
import type { Answer } from '../answer.ts';
import { pageAnswer } from './page.ts';

/** What a person sees where a link was. It does not say whether its time was over, its clicks, or its maker's patience. */
export const gonePage = (): Answer =>
  pageAnswer({
    status: 410,
    title: 'This sign has been taken down',
    sign: 'down',
    body: html`<p>There was a link at this address, and it has come to its end.
If you still need what it led to, please ask whoever gave it to you.</p>`,
  });
