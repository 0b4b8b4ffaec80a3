/** The form of a link, new or there already; loaded together. */
export { EditLinkPage } from './form/edit-link-page.tsx';
export { NewLinkPage } from './form/new-link-page.tsx';
