import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cloudFrontFunction, MAX_FUNCTION_BYTES } from '../../infra/cloudfront-function.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-function-'));
});
afterAll(() => rm(folder, { recursive: true }));

let entries = 0;
async function built(source: string): Promise<string> {
  const entry = join(folder, `entry-${entries++}.ts`);
  await writeFile(entry, source);
  return (await cloudFrontFunction(entry, { SETTINGS: '{"name":"x"}' })).code;
}

const RETURNS = (line: string) => `export function handler(event: { request: string }) { ${line} }`;

describe('a CloudFront Function is one script', () => {
  test('with a global handler, the settings in it, and no module', async () => {
    const code = await built(
      `declare const SETTINGS: { name: string };\n${RETURNS('return SETTINGS.name + event.request;')}`,
    );
    expect(code).toMatch(/function handler\(event\)\{return [\w$]+\(event\)\}$/);
    expect(code).not.toMatch(/\b(import|export)\b/);
    const require = () => ({});
    expect(new Function('require', `${code}; return handler({ request: "y" })`)(require)).toBe('xy');
  });

  test.each([
    ['no handler', 'export const other = 1;'],
    ['something else beside it', `${RETURNS('return 1;')} export const other = 1;`],
  ])('but not of a file that exports %s', async (_, source) => {
    await expect(built(source)).rejects.toThrow('must export handler, and nothing else');
  });

  test('of what the function uses only: the rest may be in any language', async () => {
    await expect(built(`class Unused {}\n${RETURNS('return 1;')}`)).resolves.toContain('handler');
  });
});

describe('what the engine could not read stops the build', () => {
  test.each([
    ['a loop over values', 'for (const part of [event]) return part;', 'for-of'],
    ['a class', 'return class {};', 'class'],
    ['spread', 'return [...event.request];', 'spread'],
    ['destructuring', 'const { request } = event; return request;', 'destructuring'],
    ['a default', 'return ((a = 1) => a)();', 'default'],
    ['a pattern that looks behind', 'return /(?<!a)b/.test(event.request);', 'regular expression'],
    ['a pattern with named groups', 'return /(?<a>b)/.test(event.request);', 'regular expression'],
    ['the flag s', 'return /./s.test(event.request);', 'regular expression'],
    ['the flag u', 'return /./u.test(event.request);', 'regular expression'],
  ])('%s', async (_, line, reason) => {
    await expect(built(RETURNS(line))).rejects.toThrow(new RegExp(reason, 'i'));
  });

  test.each([
    ['optional chaining', 'return event?.request;'],
    ['??', "return event.request ?? 'x';"],
    ['a catch without a name', 'try { return event.request; } catch { return 1; }'],
  ])('%s is written in other words', async (_, line) => {
    await expect(built(RETURNS(line))).resolves.not.toMatch(/\?\.|\?\?|catch\{/);
  });
});

test('a function of more bytes than CloudFront takes stops the build', async () => {
  const of = (size: number) => built(RETURNS(`return event.request + '${'é'.repeat(size)}';`));
  const least = (await of(0)).length;
  const character = '\\xE9'.length; // in ASCII
  const most = Math.floor((MAX_FUNCTION_BYTES - least) / character);
  await expect(of(most - 1)).resolves.toContain('handler');
  await expect(of(most + 1)).rejects.toThrow(
    /is 102\d\d bytes as a CloudFront Function, and CloudFront takes 10240\./,
  );
});
