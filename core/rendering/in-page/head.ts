import type { PageHead } from '../rendered.ts';
import { inPage } from './in-page.ts';

/** More than any card shows; what a page in a loop has written into its head must not reach us whole. */
const MOST_METAS = 100;
const LONGEST_TEXT = 2_000;

/** The script that collects what a page's head says of it by now, finished or not. It answers a PageHead. */
export const headScript = (): string => inPage(collectHead, MOST_METAS, LONGEST_TEXT);

/** This runs inside the page, which it reaches as text. */
function collectHead(most: number, longest: number): PageHead {
  const cut = (text: string) => text.trim().slice(0, longest);
  const metas = [...document.querySelectorAll('meta[name][content], meta[property][content]')]
    .slice(0, most)
    .map(meta => {
      const property = meta.getAttribute('property');
      const content = cut(meta.getAttribute('content') ?? '');
      return property === null
        ? { name: cut(meta.getAttribute('name') ?? ''), content }
        : { property: cut(property), content };
    });
  const canonical = document.querySelector<HTMLLinkElement>('link[rel~="canonical" i][href]')?.href;
  return { title: cut(document.title), metas, ...(canonical && { canonical }) };
}
