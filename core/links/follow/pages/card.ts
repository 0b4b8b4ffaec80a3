import { html } from 'hono/html';
import type { Answer } from '../answer.ts';
import type { Card } from '../card.ts';
import { type Html, pageAnswer } from './page.ts';

/**
 * What a chat app makes its card of: Open Graph (https://ogp.me) and Twitter's own, and for people who get here all the same the
 * way on. Its address is the short one: who reads another one there reads that page instead.
 *
 * @param url where the link leads
 * @param shortUrl undefined where nobody knows what the short domain is called
 */
export function cardPage(card: Card, url: string, shortUrl: string | undefined): Answer {
  const { title = new URL(url).hostname, description, image, site } = card;
  return pageAnswer({
    status: 200,
    title,
    sign: 'way',
    isListed: true,
    head: html`${shortUrl === undefined ? '' : html`<link rel="canonical" href="${shortUrl}">`}
${metas('property', { 'og:type': 'website', 'og:url': shortUrl, 'og:site_name': site })}
${metas('property', { 'og:title': title, 'og:description': description, 'og:image': image })}
${metas('name', { description, 'twitter:card': image === undefined ? 'summary' : 'summary_large_image' })}
${metas('name', { 'twitter:title': title, 'twitter:description': description, 'twitter:image': image })}`,
    body: html`${description === undefined ? '' : html`<p>${description}</p>`}
<a class="way" href="${url}">${url}</a>`,
  });
}

const metas = (attribute: 'name' | 'property', values: Record<string, string | undefined>): Html[] =>
  Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return attribute === 'name'
      ? [html`<meta name="${name}" content="${value}">\n`]
      : [html`<meta property="${name}" content="${value}">\n`];
  });
