import { correction, generate } from 'lean-qr';
import type { Level } from './style.ts';

/** A code: its modules, row by row, of which a side has `side`. */
export interface Code {
  side: number;
  isDark(x: number, y: number): boolean;
}

/**
 * The code of an address, from `addressIn`. Scheme and host are written in capitals, which take less room, where the code becomes smaller by that:
 * they mean the same (https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.1).
 */
export function codeOf(address: string, level: Level): Code {
  const capitals = address.replace(/^[^/]*\/\/[^/]*\//, start => start.toUpperCase());
  const [plain, other] = [address, capitals].map(text =>
    generate(text, { minCorrectionLevel: correction[level] }),
  ) as [ReturnType<typeof generate>, ReturnType<typeof generate>];
  const code = other.size < plain.size ? other : plain;
  return { side: code.size, isDark: (x, y) => code.get(x, y) };
}

/**
 * The square in the middle that a logo may take, in modules: a sixteenth of the code at most, where level H can do without four times
 * as much. It is on whole modules.
 */
export function roomOf({ side }: Pick<Code, 'side'>): { start: number; side: number } {
  const most = Math.floor(side / 4);
  const room = most % 2 === side % 2 ? most : most - 1;
  return { start: (side - room) / 2, side: room };
}
