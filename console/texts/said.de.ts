import type { ElseThanText, Said, SaidOfFile, WordsFor } from '../../core/imports/said.ts';

const quoted = (names: readonly string[]) => names.map(name => `„${name}“`).join(', ');

export const saidDe: WordsFor<Said> = {
  'no-url': () => 'nennt keine Adresse, zu der der Link führt',
  'no-slug': () => 'fehlt, und es gibt keine kurze Adresse mit einem',
  'domain-root': () =>
    'ist leer: dorthin führt die Domain selbst, und das steht in den Einstellungen dieser Installation',
  'slug-differs': ({ slug, path }) =>
    `ist „${slug}“, die kurze Adresse endet aber mit „${path}“: vielleicht hat eine Tabelle eine Zahl daraus gemacht`,
  'no-time': ({ text }) => `„${text}“ ist keine lesbare Zeit; bitte so schreiben: 2030-12-24T18:00:00Z`,
  'no-status': ({ status }) => `${status} ist hier kein Status einer Weiterleitung`,
  'state-there': ({ state }) => `der Link ist dort „${state}“`,
  cut: ({ most }) => `wird nach ${most} Zeichen abgeschnitten`,
  'too-many': ({ most }) => `mehr als ${most}; die übrigen entfallen`,
  'too-long': ({ most }) => `hat mehr als ${most} Zeichen`,
  'too-many-bytes': ({ most }) => `hat mehr als ${most} Bytes`,
  'tag-too-long': ({ tag, most }) => `„${tag}“ hat mehr als ${most} Zeichen`,
  'clicks-anew': () => 'beginnt von vorn: dort gezählte Klicks zählen hier nicht',
  'no-frame': () => 'Links leiten hier weiter und zeigen nichts in einem Rahmen',
  'no-share': () => 'sagt nicht, wie viele Besucher dorthin gelangen',
  'no-page-between': () => 'zwischen Link und Ziel steht hier keine Seite',
  'rules-not-listed': () => 'die Regeln der Weiterleitung stehen nicht im Export',
  'no-countries': () => 'lässt sich nicht als Länder lesen',
  cells: ({ cells, head }) => `hat ${cells} Zellen, die Kopfzeile aber ${head}`,
  'no-object': () => 'ist kein Objekt',
  'text-behind-quote': () => 'hat Text nach dem Anführungszeichen, das eine Zelle beendet',
  'no-json': () => 'ist kein JSON',
  'password-unknown': () =>
    'steht nicht im Export, und ohne es könnte jeder dem Link folgen. Wenn das richtig ist, solche Links bitte als offene importieren',
  'password-open': () => 'wird nicht übernommen: Jeder kann dem Link folgen',
  refused: ({ reason, expected, hasDots }) =>
    `${reason}${expected === undefined ? '' : `; erwartet: ${expected}`}${hasDots ? '; Punkte in Kürzeln sind eine Einstellung der Domain' : ''}`,
};

const ELSE: Record<ElseThanText, string> = {
  archive:
    'Sie ist ein ZIP-Archiv oder eine Arbeitsmappe; bitte entpacken, oder die Mappe als „CSV UTF-8“ speichern',
  'old-workbook': 'Sie ist eine alte Arbeitsmappe; bitte als „CSV UTF-8“ speichern',
  gzip: 'Sie ist mit gzip gepackt; bitte entpacken',
  pdf: 'Sie ist ein PDF; bitte den Export als CSV oder JSON wählen',
  'web-page': 'Sie ist eine Webseite, vielleicht die einer Anmeldung oder eines Fehlers statt des Exports',
  xml: 'Sie ist XML; bitte den Export als CSV oder JSON wählen',
};

export const saidOfFileDe: WordsFor<SaidOfFile> = {
  empty: () => 'Sie ist leer',
  'no-entries': () => 'Sie enthält keine Links',
  'not-utf8': () => 'Sie ist nicht in UTF-8; bitte als „CSV UTF-8“ speichern',
  'not-utf16': () => 'Sie beginnt als UTF-16 und ist keines; bitte als UTF-8 speichern',
  'is-else': ({ what }) => ELSE[what],
  'unknown-columns': ({ columns }) => `Diesen Export kennen wir nicht; seine Spalten sind ${quoted(columns)}`,
  'unknown-json': ({ begins }) =>
    `Dieses JSON kennen wir nicht, oder es hat keinen Link; es beginnt mit ${begins}`,
  'not-of': ({ service }) => `Sie ist kein Export von ${service}`,
  'column-twice': ({ name }) => `Zwei Spalten heißen „${name}“`,
  'open-quote': ({ line }) => `Ein Anführungszeichen in der Zeile ${line} wird nie geschlossen`,
  'row-too-long': ({ line, most }) => `Die Zeile ${line} hat mehr als ${most} Zeichen`,
  'json-ends': ({ entries }) => `Nach Link ${entries} ist sie kein JSON`,
  'entry-too-long': ({ entries, most }) =>
    `Nach Link ${entries} folgen mehr als ${most} Zeichen ohne einen weiteren`,
};
