import { Parser } from 'htmlparser2';

/** What a chat app shows of a link. */
export interface Card {
  title?: string | undefined;
  description?: string | undefined;
  image?: string | undefined;
  /** The name of the site it leads to. */
  site?: string | undefined;
}

/**
 * The card that a page has in its head, as https://ogp.me says, or by its title and description; undefined where it says nothing.
 *
 * @param url the page's, by which its picture's address is read
 */
export function cardIn(page: string, url: string): Card | undefined {
  const metas = new Map<string, string>();
  let title: string | undefined;
  let isTitle = false;
  const parser = new Parser({
    onopentag(name, { name: ofName, property, content }) {
      isTitle = name === 'title' && title === undefined;
      if (name === 'body') parser.pause();
      const key = (property ?? ofName ?? '').trim().toLowerCase();
      if (name === 'meta' && content?.trim() && !metas.has(key)) metas.set(key, content.trim());
    },
    ontext(text) {
      if (isTitle) title = `${title ?? ''}${text}`;
    },
    onclosetag(name) {
      isTitle = false;
      if (name === 'head') parser.pause();
    },
  });
  parser.end(page);
  const said = (...keys: string[]) => keys.map(key => metas.get(key)).find(value => value !== undefined);
  const image = said('og:image', 'og:image:url', 'twitter:image', 'twitter:image:src');
  const card = {
    title: said('og:title', 'twitter:title') ?? (title?.replace(/\s+/g, ' ').trim() || undefined),
    description: said('og:description', 'twitter:description', 'description'),
    image: image === undefined ? undefined : absolute(image, url),
    site: said('og:site_name'),
  };
  return card.title === undefined && card.description === undefined && card.image === undefined
    ? undefined
    : card;
}

function absolute(address: string, base: string): string | undefined {
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}
