/** More columns than any table is read with. */
const MAX_SPAN = 20;

/** Markdown knows no cell over several rows: those below it get an empty one in its place, so that columns stay columns. */
export function fillRows(table: Element): void {
  if (!table.querySelector('[rowspan]')) return;
  /** For how many rows more each column is taken, within a group of rows. */
  let taken: number[] = [];
  let group: Node | null = null;
  for (const row of Array.from(table.querySelectorAll('tr'))) {
    if (row.parentNode !== group) taken = [];
    group = row.parentNode;
    let column = 0;
    const skipTaken = (before: Element | null) => {
      for (; (taken[column] ?? 0) > 0; column++) {
        taken[column] = (taken[column] ?? 0) - 1;
        row.insertBefore(row.ownerDocument.createElement('td'), before);
      }
    };
    for (const cell of Array.from(row.children)) {
      skipTaken(cell);
      const rows = rowsOf(cell);
      for (let span = spanOf(cell); span > 0; span--) taken[column++] = rows - 1;
    }
    skipTaken(null);
  }
}

/** 0 stands for all that are left in the group. */
const rowsOf = (cell: Element): number => {
  const given = cell.getAttribute('rowspan')?.trim();
  return given === '0' ? Number.POSITIVE_INFINITY : Number(given) || 1;
};

/** How many columns a cell is wide. */
export const spanOf = (cell: Element): number =>
  Math.min(Math.max(1, Number(cell.getAttribute('colspan')) || 1), MAX_SPAN);
