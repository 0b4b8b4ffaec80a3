import { styleText } from 'node:util';

/** Colours for a terminal, none for a file. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

export const painter = (colours: boolean): Paint => (colours ? styleText : (_style, text) => text);

export const paint = painter(process.stdout.isTTY === true);
export const say = (text: string) => process.stdout.write(`${text}\n`);

/** What went wrong, for a person. */
export function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && 'port' in error && error.code === 'EADDRINUSE')
    return `port ${error.port} is taken by another program. Choose others with PORT and SITE_PORT.`;
  return error.message;
}

/** Shows that a long first step is under way, and what it took. */
export async function step<Value>(done: string, work: Value): Promise<Awaited<Value>> {
  const started = performance.now();
  const value = await work;
  say(paint('dim', `  ${done} (${((performance.now() - started) / 1000).toFixed(1)} s)`));
  return value;
}
