/**
 * Whether a page has lost most of what it said, and says little in its place: less than half of its text is still there, and
 * what is new is less than half of what is gone. What stands on every page, such as a menu, is in both and misleads nobody.
 *
 * @param text what the page says now, in lines
 * @param before what it said
 */
export function hasMuchLess(text: string, before: string): boolean {
  const now = linesOf(text);
  const then = linesOf(before);
  const kept = lengthOf(then.filter(line => now.includes(line)));
  const gone = lengthOf(then) - kept;
  const added = lengthOf(now.filter(line => !then.includes(line)));
  return kept < gone && added < gone / 2;
}

const linesOf = (text: string) => [...new Set(text.split('\n').map(line => line.trim()))].filter(Boolean);

const lengthOf = (lines: string[]) => lines.reduce((sum, line) => sum + line.length, 0);
