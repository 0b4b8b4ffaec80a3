import type { FunctionComponent } from 'preact';
import lazy, { ErrorBoundary } from 'preact-iso/lazy';
import { LocationProvider, Route, Router } from 'preact-iso/router';
import { Layout } from './layout.tsx';
import { LinksPage } from './pages/links/links-page.tsx';
import { paths } from './paths.ts';
import { SignedIn } from './session.tsx';
import { t } from './texts/texts.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/states.tsx';
import { Toasts } from './ui/toasts.tsx';

/** A page that is loaded when it is wanted. */
const later = (load: () => Promise<FunctionComponent>) => lazy(() => load().catch(() => NotLoaded));

const NewLinkPage = later(() => import('./pages/form/new-link-page.tsx').then(page => page.NewLinkPage));
const EditLinkPage = later(() => import('./pages/form/edit-link-page.tsx').then(page => page.EditLinkPage));
const LinkPage = later(() => import('./pages/link/link-page.tsx').then(page => page.LinkPage));
const ClicksPage = later(() => import('./pages/clicks/clicks-page.tsx').then(page => page.ClicksPage));
const CrawlersPage = later(() =>
  import('./pages/crawlers/crawlers-page.tsx').then(page => page.CrawlersPage),
);
const SeenPage = later(() => import('./pages/crawlers/seen-page.tsx').then(page => page.SeenPage));
const VerdictPage = later(() => import('./pages/crawlers/verdict-page.tsx').then(page => page.VerdictPage));
const SnapshotsPage = later(() =>
  import('./pages/snapshots/snapshots-page.tsx').then(page => page.SnapshotsPage),
);
const ImportPage = later(() => import('./pages/importing/import-page.tsx').then(page => page.ImportPage));
const KeysPage = later(() => import('./pages/keys/keys-page.tsx').then(page => page.KeysPage));
const SettingsPage = later(() => import('./pages/settings-page.tsx').then(page => page.SettingsPage));

/** The console: to whoever is signed in, the page that the address names. Each but the list of links is loaded when it is wanted. */
export function App() {
  return (
    <LocationProvider scope={paths.base}>
      <SignedIn>
        <ErrorBoundary>
          <Layout>
            <Router>
              <Route path={paths.links} component={LinksPage} />
              <Route path={paths.newLink} component={NewLinkPage} />
              <Route path={`${paths.base}/edit/:slug+`} component={EditLinkPage} />
              <Route path={`${paths.base}/link/:slug+`} component={LinkPage} />
              <Route path={paths.clicks} component={ClicksPage} />
              <Route path={paths.crawlers} component={CrawlersPage} />
              <Route path={paths.seen()} component={SeenPage} />
              <Route path={paths.verdict} component={VerdictPage} />
              <Route path={paths.snapshots} component={SnapshotsPage} />
              <Route path={paths.importing} component={ImportPage} />
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

/** In place of a page whose file did not come; browsers remember that, so all of the console is loaded anew. */
const NotLoaded = () => (
  <Notice kind="failed" title={t.app.notLoaded} next={t.app.notLoadedNext}>
    <Button onClick={() => location.reload()}>{t.app.reload}</Button>
  </Notice>
);
