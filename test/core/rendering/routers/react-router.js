import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, Navigate, Outlet, useLocation, useParams } from 'react-router';
import { RouterProvider } from 'react-router/dom';

const Page = ({ name }) => createElement('main', null, `${name} ${JSON.stringify(useParams())}`);

/** What people write who want one form of each address. */
const Root = () => {
  const { pathname, search } = useLocation();
  const forms = {
    plain: pathname,
    slash: pathname.replace(/\/*$/, '/'),
    'no slash': pathname.replace(/(.)\/+$/, '$1'),
    'lower case': pathname.toLowerCase(),
  };
  const wanted = forms[globalThis.SETTING];
  return wanted === pathname
    ? createElement(Outlet)
    : createElement(Navigate, { to: wanted + search, replace: true });
};

const routes = { '/': 'home', '/guide': 'guide', '/wiki/:name': 'wiki', '/files/*': 'files', '*': 'nothing' };
const router = createBrowserRouter([
  {
    element: createElement(Root),
    children: Object.entries(routes).map(([path, name]) => ({
      path,
      element: createElement(Page, { name }),
    })),
  },
]);
createRoot(document.querySelector('#app')).render(createElement(RouterProvider, { router }));
