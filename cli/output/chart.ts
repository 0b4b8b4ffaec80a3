import stringWidth from 'string-width';
import { harmless } from '../../core/terminal.ts';
import { cut } from './table.ts';

export interface Bar {
  label: string;
  value: number;
}

/** Eighths of a character, https://www.unicode.org/charts/PDF/U2580.pdf */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const WIDEST_LABEL = 40;
const DEFAULT_WIDTH = 80;

/**
 * Values as bars, one on each line: label, bar, number.
 *
 * @param width columns of the terminal
 * @returns lines, with the end of the last one
 */
export function chart(bars: readonly Bar[], width = DEFAULT_WIDTH): string {
  if (bars.length === 0) return '';
  const labels = bars.map(({ label }) => cut(harmless(label), WIDEST_LABEL));
  const numbers = bars.map(({ value }) => String(value));
  const [left, right] = [labels, numbers].map(texts => Math.max(...texts.map(text => stringWidth(text))));
  const room = Math.max(1, width - (left ?? 0) - (right ?? 0) - 4);
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return labels
    .map((label, at) => {
      const space = ' '.repeat((left ?? 0) - stringWidth(label));
      const number = (numbers[at] ?? '').padStart(right ?? 0);
      return `${label}${space}  ${number}  ${barOf((bars[at]?.value ?? 0) / most, room)}`.trimEnd();
    })
    .map(line => `${line}\n`)
    .join('');
}

/** What is more than nothing is seen. */
function barOf(share: number, room: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(share * room * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
