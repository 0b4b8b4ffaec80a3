import type { ComponentChildren } from 'preact';

type LayoutProps = { path: string; children: ComponentChildren };

/** What surrounds every page. */
export function Layout({ path, children }: LayoutProps) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="site-header">
        <a class="brand" href="/">
          <img src="/favicon.svg" alt="" width="32" height="32" />
          Waymark
        </a>
        <nav aria-label="Main">
          <ul>
            <NavLink href="/products" path={path}>
              Products
            </NavLink>
            <NavLink href="/about" path={path}>
              About us
            </NavLink>
          </ul>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="site-footer">
        <p>Waymark, signs and lanterns. The Old Chandlery, Quay Street, Tarrowmouth.</p>
        <p>An invented shop: the sample app of Signpost. Nothing here is for sale.</p>
      </footer>
    </>
  );
}

function NavLink({ href, path, children }: LayoutProps & { href: string }) {
  const here = path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined;
  return (
    <li>
      <a class="nav-link" href={href} {...(here && { 'aria-current': here })}>
        {children}
      </a>
    </li>
  );
}
