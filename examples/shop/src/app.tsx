import { render } from 'preact';
import { AboutPage } from './about-page.tsx';
import { lazy } from './data.tsx';
import { HomePage } from './home-page.tsx';
import { Layout } from './layout.tsx';
import { NotFound } from './messages.tsx';
import { ProductsPage } from './products-page.tsx';
import { findPage, type Redirect, type Route, useAddress } from './router.tsx';

// A renderer cannot know when a single-page app is finished: an empty network may only be the pause between two
// calls. So the app says it itself. False here, before anything is drawn and (modules being deferred) before
// DOMContentLoaded, tells the renderer to wait; usePage makes it true when the first page is drawn with its data.
window.prerenderReady = false;

const routes: Route[] = [
  { pattern: '/', page: HomePage },
  { pattern: '/products', page: ProductsPage },
  { pattern: '/products/:id', page: lazy(async () => (await import('./product-page.tsx')).ProductPage) },
  { pattern: '/about', page: AboutPage },
];

const redirects: Redirect[] = [{ from: '/old-products/:id', to: '/products/:id' }];

function App() {
  const address = useAddress(redirects);
  const { pathname, searchParams } = new URL(location.origin + address);
  const { page: Page, params } = findPage(routes, pathname) ?? { page: NotFound, params: {} };
  return (
    <Layout path={pathname}>
      {/* The key makes every address a new page, so no state or head of the last one is left in it. */}
      <Page key={address} params={params} query={searchParams} />
    </Layout>
  );
}

const root = document.getElementById('app');
// A stored snapshot that is opened with its scripts already holds a page; it is drawn anew.
root?.replaceChildren();
if (root) render(<App />, root);
