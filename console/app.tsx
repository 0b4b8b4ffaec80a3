import lazy, { ErrorBoundary } from 'preact-iso/lazy';
import { LocationProvider, Route, Router } from 'preact-iso/router';
import { Layout } from './layout.tsx';
import { LinksPage } from './pages/links/links-page.tsx';
import { paths } from './paths.ts';
import { SignedIn } from './session.tsx';
import { t } from './texts/texts.ts';
import { Notice } from './ui/states.tsx';
import { Toasts } from './ui/toasts.tsx';

const KeysPage = lazy(() => import('./pages/keys/keys-page.tsx').then(page => page.KeysPage));
const SettingsPage = lazy(() => import('./pages/settings-page.tsx').then(page => page.SettingsPage));

/** The console: to whoever is signed in, the page that the address names. Each but the list of links is loaded when it is wanted. */
export function App() {
  return (
    <LocationProvider scope={paths.base}>
      <SignedIn>
        <ErrorBoundary>
          <Layout>
            <Router>
              <Route path={paths.links} component={LinksPage} />
              <Route path={paths.keys} component={KeysPage} />
              <Route path={paths.settings} component={SettingsPage} />
              <Route default component={NotFound} />
            </Router>
          </Layout>
        </ErrorBoundary>
      </SignedIn>
      <Toasts />
    </LocationProvider>
  );
}

const NotFound = () => <Notice title={t.problems.notFound} next={t.problems.notFoundNext} />;
