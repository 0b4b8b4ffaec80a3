/** The pages about the site and its crawlers, which are loaded together. */
export { CrawlersPage } from './crawlers/crawlers-page.tsx';
export { SeenPage } from './crawlers/seen-page.tsx';
export { VerdictPage } from './crawlers/verdict-page.tsx';
export { SnapshotsPage } from './snapshots/snapshots-page.tsx';
