import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router';
import { createElement as h, useState } from 'react';
import { createRoot } from 'react-dom/client';

const load = path => fetch(path).then(answer => answer.json());
const Skeleton = () => h('div', { className: 'skeleton' });

/** Cookies are asked for by a bar below, and prices stand in a component with a shadow root. */
class Price extends HTMLElement {
  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.innerHTML =
      '<style>b { display: block; font-size: 24px; color: #063 }</style><b></b><small>with taxes</small>';
    root.querySelector('b').textContent = this.getAttribute('value');
  }
}
customElements.define('x-price', Price);

const root = createRootRoute({
  component: () => {
    const [isAsked, ask] = useState(true);
    return h(
      'div',
      null,
      h(
        'nav',
        null,
        h(Link, { to: '/' }, 'Lamps'),
        h(Link, { to: '/lamps/$id', params: { id: '1' } }, 'The first lamp'),
      ),
      h('main', null, h(Outlet)),
      isAsked &&
        h('aside', null, 'Cookies? ', h('button', { type: 'button', onClick: () => ask(false) }, 'No')),
    );
  },
});
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  loader: () => load('/data/lamps'),
  pendingComponent: Skeleton,
  pendingMs: 0,
  component: () =>
    h(
      'section',
      null,
      h('h1', null, 'A table of lamps'),
      h(
        'table',
        null,
        h(
          'thead',
          null,
          h('tr', null, h('th', null, 'Name'), h('th', null, 'What it is'), h('th', null, 'Price')),
        ),
        h(
          'tbody',
          null,
          home
            .useLoaderData()
            .map(({ id, name, text, price }) =>
              h(
                'tr',
                { key: id },
                h('td', null, name),
                h('td', null, text),
                h('td', null, h('x-price', { value: price })),
              ),
            ),
        ),
      ),
    ),
});
const lamp = createRoute({
  getParentRoute: () => root,
  path: '/lamps/$id',
  loader: async ({ params }) => (await load('/data/lamps')).find(({ id }) => String(id) === params.id),
  pendingComponent: Skeleton,
  pendingMs: 0,
  component: () => {
    const { name, text, price } = lamp.useLoaderData();
    return h(
      'article',
      null,
      h('h1', null, name),
      h('p', null, text),
      h('x-price', { value: price }),
      h('img', { src: '/picture-1.svg', alt: '' }),
      h('p', null, 'Below the picture'),
    );
  },
});
const router = createRouter({ routeTree: root.addChildren([home, lamp]) });
createRoot(document.querySelector('#app')).render(h(RouterProvider, { router }));
