/** The pages about the site and its crawlers, and those of whoever runs it; loaded together. */
import '../app.tsx'; // one file with all that is loaded already

export { CrawlersPage } from './crawlers/crawlers-page.tsx';
export { SeenPage } from './crawlers/seen-page.tsx';
export { VerdictPage } from './crawlers/verdict-page.tsx';
export { KeysPage } from './keys/keys-page.tsx';
export { SettingsPage } from './settings-page.tsx';
export { SnapshotsPage } from './snapshots/snapshots-page.tsx';
