/**
 * Rows as CSV with a header: https://www.rfc-editor.org/rfc/rfc4180 ; a text that a spreadsheet would compute is quoted as one.
 *
 * @param names of the columns, which are in the header whether there are rows or not
 */
export function csvOf(
  names: readonly string[],
  rows: readonly Record<string, string | number | undefined>[],
): string {
  const lines = [names, ...rows.map(row => names.map(name => field(row[name] ?? '')))];
  return lines.map(line => `${line.join(',')}\r\n`).join('');
}

function field(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
