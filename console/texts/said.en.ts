import type { ElseThanText, Said, SaidOfFile, WordsFor } from '../../core/imports/said.ts';

const quoted = (names: readonly string[]) => names.map(name => `“${name}”`).join(', ');

/** What an import says of a field of a row, in English. */
export const saidEn: WordsFor<Said> = {
  'no-url': () => 'says no address that the link leads to',
  'no-slug': () => 'is missing, and there is no short address with one',
  'domain-root': () =>
    'is empty: this is where the domain itself leads, which is in the settings of this deployment',
  'slug-differs': ({ slug, path }) =>
    `is “${slug}”, and its short address ends in “${path}”: a spreadsheet may have made a number of it`,
  'no-time': ({ text }) => `“${text}” cannot be read as a time; write it like 2030-12-24T18:00:00Z`,
  'no-status': ({ status }) => `${status} is no status of a redirect here`,
  'state-there': ({ state }) => `the link is “${state}” there`,
  cut: ({ most }) => `is cut at ${most} characters`,
  'too-many': ({ most }) => `more than ${most}; the others are left out`,
  'too-long': ({ most }) => `has more than ${most} characters`,
  'too-many-bytes': ({ most }) => `has more than ${most} bytes`,
  'tag-too-long': ({ tag, most }) => `“${tag}” has more than ${most} characters`,
  'clicks-anew': () => 'begins anew: clicks that were counted there do not count here',
  'no-frame': () => 'links redirect here and show nothing in a frame',
  'no-share': () => 'does not say how many visitors go there',
  'no-page-between': () => 'no page stands between a link and where it leads here',
  'rules-not-listed': () => 'its redirect rules are not in the export',
  'no-countries': () => 'cannot be read as countries',
  cells: ({ cells, head }) => `has ${cells} cells, and the head has ${head}`,
  'no-object': () => 'is no object',
  'text-behind-quote': () => 'has text behind the quote that ends a cell',
  'no-json': () => 'is no JSON',
  'password-unknown': () =>
    'is not in the export, and without it anybody could follow the link. Choose to import such links as open ones, if that is right',
  'password-open': () => 'is not taken over: anybody may follow the link',
  refused: ({ reason, expected, hasDots }) =>
    `${reason}${expected === undefined ? '' : `; expected ${expected}`}${hasDots ? '; slugs with dots are a setting of the domain' : ''}`,
};

const ELSE: Record<ElseThanText, string> = {
  archive: 'it is a ZIP archive or a workbook; unpack it, or save the workbook as “CSV UTF-8”',
  'old-workbook': 'it is an old workbook; save it as “CSV UTF-8”',
  gzip: 'it is packed by gzip; unpack it',
  pdf: 'it is a PDF; choose the export as CSV or JSON',
  'web-page': 'it is a web page, perhaps that of a sign-in or an error in place of the export',
  xml: 'it is XML; choose the export as CSV or JSON',
};

/** Why a file cannot be read, in English. */
export const saidOfFileEn: WordsFor<SaidOfFile> = {
  empty: () => 'it is empty',
  'no-entries': () => 'it has no links',
  'not-utf8': () => 'it is not UTF-8; save it as “CSV UTF-8”',
  'not-utf16': () => 'it begins as UTF-16 and is not; save it as UTF-8',
  'is-else': ({ what }) => ELSE[what],
  'unknown-columns': ({ columns }) => `it is no export we know; its columns are ${quoted(columns)}`,
  'unknown-json': ({ begins }) => `it is no JSON we know, or has no link; it begins with ${begins}`,
  'not-of': ({ service }) => `it is no export of ${service}`,
  'column-twice': ({ name }) => `two columns are called “${name}”`,
  'open-quote': ({ line }) => `a quote in the row at line ${line} is never closed`,
  'row-too-long': ({ line, most }) => `the row at line ${line} has more than ${most} characters`,
  'json-ends': ({ entries }) => `it is no JSON behind link ${entries}`,
  'entry-too-long': ({ entries, most }) =>
    `it has more than ${most} characters behind link ${entries} without another one`,
};
