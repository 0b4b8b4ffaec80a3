/*
 * What an import has to say, as data. Who shows it words it for its own user: the command (cli/import/words.ts) and the console
 * (console/texts).
 */

/** What is said of a field of a row, or of the row. */
export type Said =
  | { says: 'no-url' | 'no-slug' | 'domain-root' }
  /** What its own column says, and what its short url ends in. */
  | { says: 'slug-differs'; slug: string; path: string }
  | { says: 'no-time'; text: string }
  | { says: 'no-status'; status: string }
  /** What state the link is in there, in the word of its service. */
  | { says: 'state-there'; state: string }
  | { says: 'cut' | 'too-many' | 'too-long' | 'too-many-bytes'; most: number }
  | { says: 'tag-too-long'; tag: string; most: number }
  | {
      says: 'clicks-anew' | 'no-frame' | 'no-share' | 'no-page-between' | 'rules-not-listed' | 'no-countries';
    }
  | { says: 'cells'; cells: number; head: number }
  | { says: 'no-object' | 'text-behind-quote' | 'no-json' }
  /** Its export does not tell the password: the row is left out, or its link is made without. */
  | { says: 'password-unknown' | 'password-open' }
  /** In the API's own words; `hasDots` of a slug, which some domains allow. */
  | { says: 'refused'; reason: string; expected?: string | undefined; hasDots: boolean };

/** Why a file cannot be read on. */
export type SaidOfFile =
  | { says: 'empty' | 'no-entries' | 'not-utf8' | 'not-utf16' }
  | { says: 'is-else'; what: ElseThanText }
  | { says: 'unknown-columns'; columns: readonly string[] }
  | { says: 'unknown-json'; begins: string }
  /** None of the service that was named, which writes such columns, and JSON with such keys. */
  | {
      says: 'not-of';
      service: string;
      csv: readonly (readonly string[])[];
      json?: readonly string[] | undefined;
      columns?: readonly string[] | undefined;
    }
  | { says: 'column-twice'; name: string }
  | { says: 'open-quote'; line: number }
  | { says: 'row-too-long'; line: number; most: number }
  /** So many entries were read. */
  | { says: 'json-ends'; entries: number; reason: string }
  | { says: 'entry-too-long'; entries: number; most: number };

/** What people save in place of an export. */
export type ElseThanText = 'archive' | 'old-workbook' | 'gzip' | 'pdf' | 'web-page' | 'xml';

/** The words for each thing that can be said. */
export type WordsFor<What extends { says: string }> = {
  readonly [Says in What['says']]: (said: Extract<What, { says: Says }>) => string;
};

/** What is said, in these words. */
export function worded<What extends { says: string }>(said: What, words: WordsFor<What>): string {
  const word = words[said.says as What['says']] as (said: What) => string;
  return word(said);
}

/** Something of a row. */
export interface SaidOfField {
  field: string;
  said: Said;
}
