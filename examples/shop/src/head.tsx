import { useLayoutEffect } from 'preact/hooks';
import { focusAfterMove } from './router.tsx';

export const SITE_NAME = 'Waymark';

declare global {
  interface Window {
    prerenderReady?: boolean;
  }
}

/** What a page says about itself to those who do not look at it. */
export type Head = {
  title: string;
  description: string;
  /** The one path this page should be known by. Without it the page is not to be indexed. */
  canonical?: string;
  /** The HTTP status a crawler should get: a single-page app itself is always served with a 200. */
  status?: 404 | 503;
  type?: 'website' | 'product';
  image?: { path: string; alt: string };
  /** More metas by property name. */
  properties?: Record<string, string>;
  jsonLd?: object;
};

/**
 * Describes the page that has just been drawn; leaving the page takes the description away again.
 * A page calls this only when it has its data, so it also is the moment to tell a renderer that the page is finished.
 */
export function usePage(head: Head): void {
  // A page is mounted anew for every address, so its head never changes while it stands. A layout effect, because it
  // runs as soon as the DOM is complete; a plain effect would make the renderer wait for one more frame.
  useLayoutEffect(() => {
    document.title = head.title.includes(SITE_NAME) ? head.title : `${head.title} · ${SITE_NAME}`;
    const elements = elementsOf(head);
    for (const element of elements) appendOnce(element);
    focusAfterMove();
    window.prerenderReady = true;
    return () => {
      for (const element of elements) element.remove();
    };
  }, []);
}

/** The address of a path on this site, whatever host it runs on: cards and canonical links must be absolute. */
export function absolute(path: string): string {
  return new URL(path, location.origin).href;
}

/** When a stored snapshot is opened with its scripts, what it says is in the head already, and should not be twice. */
function appendOnce(element: HTMLElement): void {
  for (const present of [...document.head.children]) if (present.isEqualNode(element)) present.remove();
  document.head.append(element);
}

function elementsOf(head: Head): HTMLElement[] {
  const named = Object.entries(namedMetas(head)).map(([name, content]) => element('meta', { name, content }));
  const properties = Object.entries(openGraph(head)).map(([property, content]) =>
    element('meta', { property, content }),
  );
  const elements = [...named, ...properties];
  if (head.canonical) elements.push(element('link', { rel: 'canonical', href: absolute(head.canonical) }));
  if (head.jsonLd) {
    const script = element('script', { type: 'application/ld+json' });
    // A "</script>" in some text would end the element once the page is stored as HTML.
    script.textContent = JSON.stringify(head.jsonLd).replaceAll('<', '\\u003c');
    elements.push(script);
  }
  return elements;
}

function namedMetas(head: Head): Record<string, string> {
  return {
    description: head.description,
    robots: head.canonical ? 'index, follow' : 'noindex',
    ...(head.status && { 'prerender-status-code': String(head.status) }),
    'twitter:card': head.image ? 'summary_large_image' : 'summary',
    'twitter:title': head.title,
    'twitter:description': head.description,
    ...(head.image && { 'twitter:image': absolute(head.image.path), 'twitter:image:alt': head.image.alt }),
  };
}

function openGraph(head: Head): Record<string, string> {
  return {
    'og:site_name': SITE_NAME,
    'og:type': head.type ?? 'website',
    'og:title': head.title,
    'og:description': head.description,
    ...(head.canonical && { 'og:url': absolute(head.canonical) }),
    ...(head.image && { 'og:image': absolute(head.image.path), 'og:image:alt': head.image.alt }),
    ...head.properties,
  };
}

function element(tag: string, attributes: Record<string, string>): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
