import { shortened } from '../problem.ts';
import type { Answer } from './tool.ts';

/** A model reads some four characters at a time: 3,000 and 2,000 of its tokens. */
export const MAX_DATA = 12_000;
export const MAX_TEXT = 8_000;

/** What is of no use unless it is whole: by these things are asked for again. */
const WHOLE = new Set(['slug', 'domain', 'shortUrl', 'next', 'id', 'qr']);

/** How long texts, and lists inside of what is listed, may be: the first that fits is taken. */
const STEPS = [
  { text: 4000, list: 50 },
  { text: 1000, list: 50 },
  { text: 300, list: 20 },
  { text: 120, list: 5 },
  { text: 40, list: 1 },
];

/** How long a line of text may be, and in longer ones a word, such as an address: what stands behind it matters, too. */
const LINES = [
  { line: 4000, word: 1000 },
  { line: 1000, word: 250 },
  { line: 300, word: 100 },
];

const SHORTENED = 'Values that end in "…" are shortened, and long lists cut: never write such a value back.';

/** An answer of which nothing is longer than a model wants to read; `shortened` says whether something was. */
export function fitted({ text, data }: Answer): Answer {
  const whole = JSON.stringify(data);
  for (const step of STEPS) {
    const short = shorter(data, step, 0) as Record<string, unknown>;
    const isCut = JSON.stringify(short) !== whole;
    const told = isCut ? { ...short, shortened: true } : short;
    if (JSON.stringify(told).length > MAX_DATA && step !== STEPS.at(-1)) continue;
    return { text: readable(text, isCut), data: told };
  }
  return { text: readable(text, false), data };
}

function shorter(value: unknown, step: (typeof STEPS)[number], depth: number, name = ''): unknown {
  if (typeof value === 'string') return WHOLE.has(name) ? value : shortened(value, step.text);
  if (Array.isArray(value)) {
    // What a tool lists is bounded by the tool, which says how to get the rest.
    const kept = depth <= 1 ? value : value.slice(0, step.list);
    return kept.map(item => shorter(item, step, depth + 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, shorter(each, step, depth + 1, key)]),
  );
}

/** Room for the sentence that says so, and for its line. */
const ROOM = MAX_TEXT - SHORTENED.length - 1;

/** All lines, as long as there is room for: each is about something else, and a model may see nothing but these. */
function readable(text: string, isCut: boolean): string {
  if (text.length <= ROOM) return isCut ? `${text}\n${SHORTENED}` : text;
  const all = text.split('\n');
  for (const step of LINES) {
    const short = all.map(line => shorterLine(line, step)).join('\n');
    if (short.length <= ROOM) return `${short}\n${SHORTENED}`;
  }
  return wholeLines(text);
}

function shorterLine(line: string, { line: most, word }: (typeof LINES)[number]): string {
  if (line.length <= most) return line;
  const words = line.split(' ').map(each => shortened(each, word));
  return shortened(words.join(' '), most);
}

/** As far as there is room. */
function wholeLines(text: string): string {
  const end = text.lastIndexOf('\n', MAX_TEXT - 100);
  return `${text.slice(0, end < 1 ? MAX_TEXT - 100 : end)}\n… The rest is in the structured content.`;
}
