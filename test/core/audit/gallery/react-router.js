import { createElement as h, lazy, Suspense, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, Link, Outlet, useParams } from 'react-router';
import { RouterProvider } from 'react-router/dom';

// The page is hidden until the app is there, as snippets of A/B tests do; styles come by constructed sheets.
const sheet = new CSSStyleSheet();
sheet.replaceSync(
  'h1 { font-size: 40px; line-height: 1.2; margin: 0 0 24px } .price { color: #b30; font-weight: 700 }',
);
document.adoptedStyleSheets = [sheet];

const load = path => fetch(path).then(answer => answer.json());
const skeletons = h(
  'div',
  { className: 'grid' },
  ...[1, 2, 3].map(key => h('div', { key, className: 'skeleton' })),
);

const Layout = () => {
  useEffect(() => {
    document.documentElement.classList.remove('async-hide');
  }, []);
  return h(
    'div',
    null,
    h('nav', null, h(Link, { to: '/' }, 'Lamps'), h(Link, { to: '/lamps/2' }, 'The second lamp')),
    h('main', null, h(Suspense, { fallback: skeletons }, h(Outlet))),
  );
};

const Home = lazy(async () => {
  await new Promise(done => setTimeout(done, 300));
  return {
    default: () => {
      const [lamps, setLamps] = useState();
      useEffect(() => void load('/data/lamps').then(setLamps), []);
      if (!lamps) return skeletons;
      return h(
        'section',
        null,
        h('h1', null, 'All our lamps'),
        h(
          'div',
          { className: 'grid' },
          ...lamps.map(({ id, name, price, text }) =>
            h(
              'article',
              { key: id, className: 'card' },
              h('img', { src: `/picture-${id}.svg`, alt: name }),
              h('h2', null, h(Link, { to: `/lamps/${id}` }, name)),
              h('p', null, text),
              h('p', { className: 'price' }, price),
            ),
          ),
        ),
      );
    },
  };
});

const Lamp = () => {
  const { id } = useParams();
  const [lamp, setLamp] = useState();
  useEffect(
    () => void load('/data/lamps').then(all => setLamp(all.find(each => String(each.id) === id))),
    [id],
  );
  if (!lamp) return skeletons;
  return h(
    'article',
    null,
    h('h1', null, lamp.name),
    h('p', null, lamp.text),
    h('p', { className: 'price' }, lamp.price),
  );
};

const router = createBrowserRouter([
  {
    element: h(Layout),
    children: [
      { path: '/', element: h(Home) },
      { path: '/lamps/:id', element: h(Lamp) },
    ],
  },
]);
createRoot(document.querySelector('#app')).render(h(RouterProvider, { router }));
