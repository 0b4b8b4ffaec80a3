import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
  useParams,
} from '@tanstack/react-router';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const page = name => () =>
  createElement('main', null, `${name} ${JSON.stringify(useParams({ strict: false }))}`);
const root = createRootRoute({ component: Outlet, notFoundComponent: page('nothing') });
const routes = { '/': 'home', '/guide': 'guide', '/wiki/$name': 'wiki', '/files/$': 'files' };
const router = createRouter({
  routeTree: root.addChildren(
    Object.entries(routes).map(([path, name]) =>
      createRoute({ getParentRoute: () => root, path, component: page(name) }),
    ),
  ),
  trailingSlash: globalThis.SETTING,
});
createRoot(document.querySelector('#app')).render(createElement(RouterProvider, { router }));
