import { ErrorBoundary } from 'preact-iso/lazy';
import { LocationProvider, Route, Router } from 'preact-iso/router';
import { Layout } from './layout.tsx';
import { LinksPage } from './pages/links/links-page.tsx';
import { paths } from './paths.ts';
import { SignedIn } from './session.tsx';
import { t } from './texts/texts.ts';
import { later } from './ui/later.tsx';
import { Page } from './ui/page.tsx';
import { Toasts } from './ui/toasts.tsx';

// Pages that share much travel together: each file is compressed by itself, and a few larger ones are smaller than many.
// What is loaded later imports this file, so that all of what is loaded first is in one: else it is cut by which pages share what.
const form = () => import('./pages/form-pages.ts');
const clicks = () => import('./pages/clicks-pages.ts');
const site = () => import('./pages/site-pages.ts');
const NewLinkPage = later(() => form().then(pages => pages.NewLinkPage));
const EditLinkPage = later(() => form().then(pages => pages.EditLinkPage));
const LinkPage = later(() => clicks().then(pages => pages.LinkPage));
const ClicksPage = later(() => clicks().then(pages => pages.ClicksPage));
const CrawlersPage = later(() => site().then(pages => pages.CrawlersPage));
const SeenPage = later(() => site().then(pages => pages.SeenPage));
const VerdictPage = later(() => site().then(pages => pages.VerdictPage));
const SnapshotsPage = later(() => site().then(pages => pages.SnapshotsPage));
const ImportPage = later(() => import('./pages/importing/import-page.tsx').then(page => page.ImportPage));
const KeysPage = later(() => site().then(pages => pages.KeysPage));
const SettingsPage = later(() => site().then(pages => pages.SettingsPage));

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

const NotFound = () => <Page title={t.problems.notFound} lead={t.problems.notFoundNext} />;
