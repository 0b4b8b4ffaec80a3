/** Keys and settings, loaded together. */
export { KeysPage } from './keys/keys-page.tsx';
export { SettingsPage } from './settings-page.tsx';
