import { DATA, type RightPage, rightPage } from './page.ts';

/** Addresses that are not written as a router, or a renderer, would write them. The server knows no address without the slash. */
export const ADDRESSES: readonly RightPage[] = [
  rightPage({
    name: 'address that ends in a slash',
    path: '/right/guide/',
    code: `document.head.append(Object.assign(document.createElement('link'), { rel: 'canonical', href: location.href }));
fetch('chapter.json').then(response => response.ok ? response.json() : { text: 'no chapter' }).then(({ text }) => show(text))`,
    text: [DATA],
    head: { canonical: '/right/guide/' },
  }),
  rightPage({
    name: 'address whose router writes a form of its own',
    path: '/right/wiki/C%2B%2B',
    code: `const name = decodeURIComponent(location.pathname.split('/').at(-1));
history.replaceState(null, '', '/right/wiki/' + encodeURI(name));
get().then(text => show(name + ': ' + text))`,
    text: [`C++: ${DATA}`],
  }),
];
