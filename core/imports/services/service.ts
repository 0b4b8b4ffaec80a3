import type { Draft } from '../draft.ts';
import type { Entry } from '../record.ts';

/** A service that links come from: how its files are known, and what their rows say. */
export interface Service {
  /** What it is called in a command. */
  name: string;
  /** Columns by which a CSV file is known as its own: all those of one of these lists. */
  csv?: readonly (readonly string[])[];
  /** Where the links are in its JSON document, such as `$.data.*`, and the first key of that. */
  json?: { path: string; key: string };
  /** Keys by which an object of JSON Lines is known as its own. */
  jsonLines?: readonly string[];
  /** What is known of no use, and told for the whole file alone: what was counted, ids, who made it. */
  counted: readonly string[];
  /**
   * The links of a row; several where a link has several slugs.
   *
   * @throws WrongRow
   */
  draftsOf(entry: Entry): Draft[];
}
