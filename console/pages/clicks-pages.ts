/** One link, and the clicks of all; loaded together. */
export { ClicksPage } from './clicks/clicks-page.tsx';
export { LinkPage } from './link/link-page.tsx';
