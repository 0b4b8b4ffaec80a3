/** The form of a link, new or there already; loaded together. */
import '../app.tsx'; // one file with all that is loaded already

export { EditLinkPage } from './form/edit-link-page.tsx';
export { NewLinkPage } from './form/new-link-page.tsx';
