import { html } from 'hono/html';
import type { Answer } from '../answer.ts';
import { pageAnswer } from './page.ts';

/** What a look at a link shows. */
export interface Look {
  slug: string;
  /** Where it leads who looks. */
  url: string;
  title?: string | undefined;
  state: 'active' | 'expired' | 'deleted';
  /** ISO 8601. */
  createdAt: string;
  /** Whether it leads others elsewhere. */
  dependsOnVisitor: boolean;
}

const dateOf = (time: Date) => time.toLocaleDateString('en', { dateStyle: 'long', timeZone: 'UTC' });

const STATES = { active: 'in use', expired: 'at its end', deleted: 'deleted' };

/** Shows where a link leads, for whoever would know before going there. */
export function lookPage({ url, title, state, createdAt, dependsOnVisitor }: Look): Answer {
  const made = new Date(createdAt);
  return pageAnswer({
    status: 200,
    title: title ?? 'Where this link leads',
    sign: 'way',
    body: html`${title === undefined ? '' : html`<p>Where this link leads:</p>`}
<a class="way" href="${url}" rel="nofollow noreferrer">${url}</a>
${dependsOnVisitor ? html`<p>It leads you there. Others it may lead elsewhere.</p>` : ''}
<dl>
${Number.isNaN(made.getTime()) ? '' : html`<dt>Made on</dt><dd><time datetime="${createdAt}">${dateOf(made)}</time></dd>`}
<dt>State</dt><dd>${STATES[state]}</dd>
</dl>`,
  });
}

/** Says that where a link leads is told to those alone who know its password. */
export const lockedLookPage = (): Answer =>
  pageAnswer({
    status: 403,
    title: 'This way has a gate',
    sign: 'locked',
    body: html`<p>Where this link leads is told to those alone who know its password.</p>`,
  });
