import { clicksDe } from './clicks.de.ts';
import { crawlersDe, seenDe, verdictDe } from './crawlers.de.ts';
import type { Texts } from './en.ts';
import { form } from './form.de.ts';
import { importingDe } from './importing.de.ts';
import { keysDe } from './keys.de.ts';
import { linkDe } from './link.de.ts';
import { bulkDe, linksDe } from './links.de.ts';
import { settingsDe } from './settings.de.ts';
import { snapshotsDe } from './snapshots.de.ts';

/** Everything the console says, in German. */
export const de: Texts = {
  app: {
    name: 'Signpost',
    skip: 'Zum Inhalt springen',
    menu: 'Hauptmenü',
    search: 'Suchen oder springen zu …',
    signOut: 'Abmelden',
    account: 'Konto',
    theme: { label: 'Farben', auto: 'Wie im System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    timeZone: zone => `Zeiten in ${zone}`,
    reload: 'Neu laden',
    notLoaded: 'Diese Seite ließ sich nicht laden',
    notLoadedNext: 'Vielleicht fehlt die Verbindung, oder es gibt eine neue Version der Konsole.',
  },
  nav: {
    links: 'Links',
    clicks: 'Klicks',
    crawlers: 'Crawler',
    snapshots: 'Snapshots',
    keys: 'Schlüssel',
    settings: 'Einstellungen',
  },
  common: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Der Browser hat das Kopieren nicht erlaubt. Bitte den Text markieren und selbst kopieren.',
    create: 'Anlegen',
    delete: 'Löschen',
    edit: 'Bearbeiten',
    more: 'Mehr laden',
    optional: 'freiwillig',
    retry: 'Noch einmal',
    undo: 'Rückgängig',
    loading: 'Lädt …',
    yes: 'Ja',
    table: 'Als Tabelle zeigen',
  },
  problems: {
    offline: 'Keine Verbindung',
    offlineNext: 'Die Seite wird von selbst aufgefrischt, sobald die Verbindung wieder da ist.',
    offlineAgain: 'Bitte noch einmal versuchen, sobald die Verbindung wieder da ist.',
    unreachable: 'Signpost ist nicht erreichbar',
    unreachableNext: 'Bitte die Verbindung prüfen und noch einmal versuchen.',
    failed: 'Bei uns ist etwas schiefgegangen',
    failedNext: 'Gespeichertes ist nicht verloren. Bitte gleich noch einmal versuchen.',
    calls: 'Dieser Schlüssel hat seine Aufrufe für diese Minute verbraucht',
    callsNext: seconds => `Bitte in ${seconds} s noch einmal versuchen.`,
    notFound: 'Seite nicht gefunden',
    notFoundNext: 'Vielleicht ein Tippfehler in der Adresse.',
    noPermission: 'Dieser Schlüssel erlaubt das nicht',
    noPermissionNext: scope => `Wer die Schlüssel verwaltet, kann einen mit dem Recht ${scope} ausstellen.`,
  },
  signIn: {
    title: 'Anmelden',
    lead: 'Kurze Links, ihre Klicks, und was Crawler von der Website sehen.',
    key: 'API-Schlüssel',
    keyHint: 'Er beginnt mit sp_ und wird behalten, bis dieser Tab geschlossen wird.',
    button: 'Anmelden',
    wrong: 'Dieser Schlüssel gilt nicht. Vielleicht wurde er widerrufen oder ist abgelaufen.',
    wrongShape: 'Ein API-Schlüssel beginnt mit sp_',
    noKey: 'Noch kein Schlüssel?',
    noKeyNext: 'npm start zeigt einen. Für eine Stufe in AWS stellt ihn aus, wer sie betreibt.',
  },
  links: linksDe,
  form,
  bulk: bulkDe,
  importing: importingDe,
  link: linkDe,
  clicks: clicksDe,
  crawlers: crawlersDe,
  seen: seenDe,
  verdict: verdictDe,
  snapshots: snapshotsDe,
  keys: keysDe,
  settings: settingsDe,
  palette: {
    title: 'Gehe zu, oder tue',
    placeholder: 'Seite, Aktion oder Wörter eines Links',
    pages: 'Seiten',
    actions: 'Aktionen',
    links: 'Links',
    nothing: 'Nichts passt',
    hint: '↑ ↓ zum Bewegen, Enter zum Wählen, Esc zum Schließen',
  },
};
