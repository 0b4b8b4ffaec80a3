/** One link, and the clicks of all; loaded together. */
import '../app.tsx'; // one file with all that is loaded already

export { ClicksPage } from './clicks/clicks-page.tsx';
export { LinkPage } from './link/link-page.tsx';
