/** What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^'*[=+\-@\t\r]/;

/**
 * A text as a cell that no spreadsheet runs: an apostrophe stands in front of what would be a formula, and of what would be taken
 * for such a text when it is read again.
 */
export const harmlessCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text of such a cell: `plainCell(harmlessCell(text))` is the text, whatever it is. */
export const plainCell = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;

/** Cells as a row of CSV: https://www.rfc-editor.org/rfc/rfc4180 */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

const quoted = (cell: string) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
