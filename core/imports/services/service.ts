import type { Draft } from '../draft.ts';
import type { Entry } from '../record.ts';

/** A service that links come from: how its files are known, and what their rows say. */
export interface Service {
  /** What it is called in a command. */
  name: string;
  /** Columns by which a CSV file is known as its own: all those of one of these lists. */
  csv?: readonly (readonly string[])[];
  /** Whether its CSV has an apostrophe in front of what a spreadsheet would take for a formula. */
  escapesFormulas?: boolean;
  /**
   * Its JSON: by which keys a link is known, and where links are in what its API answers, such as `$.data.*`. Lists of links and
   * JSON Lines are read as well.
   */
  json?: { path?: string; keys: readonly string[] };
  /** What is known of no use, and told for the whole file alone: what was counted, ids, who made it. */
  counted: readonly string[];
  /**
   * The links of a row; several where a link has several slugs.
   *
   * @throws WrongRow
   */
  draftsOf(entry: Entry): Draft[];
}
