import { DATA, type RightPage, rightPage, SPINNER } from './page.ts';

/** Where the app's own data or code does not come, where only something beside it fails, and where there is nothing. */
export const FAILURES: readonly RightPage[] = [
  rightPage({
    name: 'API that answers 500',
    main: SPINNER,
    code: `fetch('/right/broken').then(response => response.ok ? response.json() : Promise.reject()).then(({ text }) => show(text))
  .catch(() => { main.innerHTML = '<h1>Something went wrong</h1><p>Please try again later, or call our shop in the harbour.</p>' })`,
    text: ['Something went wrong'],
    isNoPage: true,
  }),
  rightPage({
    name: 'chunk that is not there',
    main: SPINNER,
    code: `import('/right/no-such-chunk.js').then(({ start }) => start(show))
  .catch(() => { main.innerHTML = '<h1>This part could not be loaded</h1><p>Reload the page, please.</p>' })`,
    text: ['This part could not be loaded'],
    isNoPage: true,
  }),
  rightPage({
    name: 'third party that fails',
    main: SPINNER,
    code: `const elsewhere = '//localhost:' + location.port + '/right/broken';
document.head.append(Object.assign(document.createElement('script'), { src: elsewhere + '?chat' }));
fetch(elsewhere + '?visits', { method: 'POST' }).catch(() => undefined);
get().then(show)`,
    text: [DATA],
  }),
  rightPage({
    name: 'address that the app does not know',
    code: `main.innerHTML = '<h1>' + ['Not', 'found'].join(' ') + '</h1><p>There is nothing in this berth.</p>';
document.head.append(Object.assign(document.createElement('meta'), { name: 'prerender-status-code', content: '404' }))`,
    text: ['Not found'],
    status: 404,
  }),
  rightPage({
    name: 'goods that are sold out for good',
    main: SPINNER,
    code: `fetch('/right/gone').then(response => {
  if (response.status !== 410) return show('for sale');
  document.head.append(Object.assign(document.createElement('meta'), { name: 'prerender-status-code', content: '410' }));
  show();
})`,
    status: 410,
  }),
];
