import { clicksEn } from './clicks.en.ts';
import { crawlersEn, seenEn, verdictEn } from './crawlers.en.ts';
import { form } from './form.en.ts';
import { importingEn } from './importing.en.ts';
import { keysEn } from './keys.en.ts';
import { linkEn } from './link.en.ts';
import { bulkEn, linksEn } from './links.en.ts';
import { settingsEn } from './settings.en.ts';
import { snapshotsEn } from './snapshots.en.ts';

/**
 * Every word the console says, in English; other languages have the same shape (texts.ts). Where a number or a name
 * belongs into a sentence, the entry is a function of it.
 */
export const en = {
  app: {
    name: 'Signpost',
    skip: 'Skip to content',
    menu: 'Main menu',
    search: 'Search or jump to…',
    signOut: 'Sign out',
    account: 'Account',
    theme: { label: 'Theme', auto: 'As the system', light: 'Light', dark: 'Dark' },
    language: 'Language',
    timeZone: (zone: string) => `Times are in ${zone}`,
    reload: 'Reload',
    notLoaded: 'This page could not be loaded',
    notLoadedNext: 'You may be offline, or there is a newer version of the console.',
  },
  nav: {
    links: 'Links',
    clicks: 'Clicks',
    crawlers: 'Crawlers',
    snapshots: 'Snapshots',
    keys: 'Keys',
    settings: 'Settings',
  },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Your browser did not let the page copy. Select the text and copy it yourself.',
    create: 'Create',
    delete: 'Delete',
    edit: 'Edit',
    more: 'Load more',
    optional: 'optional',
    retry: 'Try again',
    undo: 'Undo',
    loading: 'Loading…',
    yes: 'Yes',
    table: 'Show as a table',
  },
  problems: {
    offline: 'You are offline',
    offlineNext: 'This page refreshes by itself when the connection is back.',
    offlineAgain: 'Try again when the connection is back.',
    unreachable: 'Signpost cannot be reached',
    unreachableNext: 'Check your connection, then try again.',
    failed: 'Something went wrong on our side',
    failedNext: 'Nothing you saved is lost. Try again in a moment.',
    calls: 'This key has used up its calls for this minute',
    callsNext: (seconds: number) => `Try again in ${seconds} s.`,
    notFound: 'Page not found',
    notFoundNext: 'The address may be mistyped.',
    noPermission: 'Your key does not allow this',
    noPermissionNext: (scope: string) => `Ask whoever manages the keys for one with the scope ${scope}.`,
  },
  signIn: {
    title: 'Sign in',
    lead: 'Short links, their clicks, and what crawlers see of your site.',
    key: 'API key',
    keyHint: 'It begins with sp_ and is kept until you close this tab.',
    button: 'Sign in',
    wrong: 'This key is not valid. It may have been revoked or have expired.',
    wrongShape: 'An API key begins with sp_',
    noKey: 'No key yet?',
    noKeyNext: 'npm start prints one. On a deployed stage, whoever runs it makes one for you.',
  },
  links: linksEn,
  form,
  bulk: bulkEn,
  importing: importingEn,
  link: linkEn,
  clicks: clicksEn,
  crawlers: crawlersEn,
  seen: seenEn,
  verdict: verdictEn,
  snapshots: snapshotsEn,
  keys: keysEn,
  settings: settingsEn,
  palette: {
    title: 'Go to or do',
    placeholder: 'Type a page, an action or words of a link',
    pages: 'Pages',
    actions: 'Actions',
    links: 'Links',
    nothing: 'Nothing matches',
    hint: '↑ ↓ to move, Enter to choose, Esc to close',
  },
};

export type Texts = typeof en;
