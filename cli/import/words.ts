import type { Told } from '../../core/imports/run/findings.ts';
import {
  type ElseThanText,
  type Said,
  type SaidOfField,
  type SaidOfFile,
  type WordsFor,
  worded,
} from '../../core/imports/said.ts';

/** What is said of a row's field, for who imports by the command. */
export const SAID: WordsFor<Said> = {
  'no-url': () => 'there is no address that the link leads to',
  'no-slug': () => 'there is no slug, and no short address with one',
  'domain-root': () => 'this is where the domain itself leads: its rootUrl in the settings is for that',
  'slug-differs': ({ slug, path }) =>
    `is "${slug}", and its short address ends in "${path}": a spreadsheet may have made a number of it`,
  'no-time': ({ text }) => `"${text}" cannot be read as a time; expected such as 2030-12-24T18:00:00Z`,
  'no-status': ({ status }) => `${status} is no status of a redirect here`,
  'state-there': ({ state }) => `the link is ${state} there`,
  cut: ({ most }) => `is cut at ${most} characters`,
  'too-many': ({ most }) => `are more than ${most}`,
  'too-long': ({ most }) => `has more than ${most} characters`,
  'too-many-bytes': ({ most }) => `has more than ${most} bytes`,
  'tag-too-long': ({ tag, most }) => `"${tag}" has more than ${most} characters`,
  'clicks-anew': () => 'clicks that were counted there do not count here',
  'no-frame': () => 'here a link redirects and shows nothing in a frame',
  'no-share': () => 'says not how many visitors go there',
  'no-page-between': () => 'here no page stands between a link and where it leads',
  'rules-not-listed': () => 'of redirects are in no list of Shlink',
  'no-countries': () => 'is no JSON of countries',
  cells: ({ cells, head }) => `has ${cells} cells, and the head has ${head}`,
  'no-object': () => 'is not an object',
  'text-behind-quote': () => 'has text behind the quote that ends a cell',
  'no-json': () => 'is no JSON',
  'password-unknown': () =>
    'is not told by the export, and without it anybody could follow the link; --without-passwords makes it so',
  'password-open': () => 'is not taken over: anybody may follow the link',
  refused: ({ reason, expected, hasDots }) =>
    [
      reason,
      ...(expected === undefined ? [] : [`expected ${expected}`]),
      ...(hasDots ? ['slugs may have dots where the domain’s slugsWithDots says so'] : []),
    ].join('; '),
};

const ELSE: Record<ElseThanText, string> = {
  archive: 'a ZIP archive or a workbook; unpack it, or save the workbook as "CSV UTF-8"',
  'old-workbook': 'an old workbook; save it as "CSV UTF-8"',
  gzip: 'packed by gzip; unpack it',
  pdf: 'a PDF; take the export as CSV or JSON',
  'web-page': 'a web page: perhaps that of a sign-in or an error, saved in place of the export',
  xml: 'XML; take the export as CSV or JSON',
};

const quoted = (names: readonly string[]) => names.map(name => `"${name}"`).join(', ');

/** Why a file cannot be read on. */
export const SAID_OF_FILE: WordsFor<SaidOfFile> = {
  empty: () => 'the file is empty',
  'no-entries': () => 'the file has no entries of such an export',
  'not-utf8': () => 'the file is not UTF-8; save it as "CSV UTF-8", or as UTF-8 by an editor',
  'not-utf16': () => 'the file begins as UTF-16 and is not; save it as UTF-8 by an editor',
  'is-else': ({ what }) => `the file is ${ELSE[what]}`,
  'unknown-columns': ({ columns }) =>
    `the file is no export that is known: its columns are ${quoted(columns)}`,
  'unknown-json': ({ begins }) =>
    `the file is no JSON of a service that is known, or has no link; it begins with ${begins}`,
  'not-of': ({ service, csv, json, columns }) => {
    const kinds = [
      ...csv.map(names => `CSV with the columns ${quoted(names)}`),
      ...(json ? [`JSON of links with ${quoted(json)}`] : []),
    ];
    const found = columns ? `; its columns are ${quoted(columns)}` : '';
    return `the file is none of ${service}, which writes ${kinds.join(', or ')}${found}`;
  },
  'column-twice': ({ name }) => `two columns are called "${name}"`,
  'open-quote': ({ line }) => `a quote in the row at line ${line} is never closed`,
  'row-too-long': ({ line, most }) => `the row at line ${line} has more than ${most} characters`,
  'json-ends': ({ entries, reason }) => `the file is no JSON behind its entry ${entries}: ${reason}`,
  'entry-too-long': ({ entries, most }) =>
    `the file is no JSON behind its entry ${entries}: it has more than ${most} characters without another one`,
};

export const wordsOfFile = (said: SaidOfFile): string => worded(said, SAID_OF_FILE);

/** What is wrong with a row, or lost of it. */
export const wordsOfField = ({ field, said }: SaidOfField): string => `${field} ${worded(said, SAID)}`;

/**
 * What is to be told of a row.
 *
 * @param isReal whether links are made
 */
export function wordsOfTold(told: Told, isReal: boolean): string {
  const will = isReal ? 'is' : 'would be';
  switch (told.kind) {
    case 'lost':
      return wordsOfField(told);
    case 'wrong':
      return `${wordsOfField(told)}; the row ${will} left out`;
    case 'taken':
      return `the slug "${told.slug}" is taken by ${holderOf(told)}; the row ${will} left out`;
    case 'renamed':
      return `the slug "${told.from}" is taken; the link ${will} ${told.slug}${told.orNext ? ', or the next that is free' : ''}`;
  }
}

function holderOf({ by }: Extract<Told, { kind: 'taken' }>): string {
  if (by === undefined) return 'a link that the key may not see';
  if ('line' in by) return `line ${by.line} of this file`;
  return `${by.shortUrl}, which leads to ${by.url}${by.state === 'active' ? '' : ` (${by.state})`}`;
}
