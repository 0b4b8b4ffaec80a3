import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { runCloudFrontFunction } from '../../../../local/services/cloudfront/cloudfront-function.ts';
import { FunctionRuntime } from '../../../../local/services/cloudfront/function-runtime.ts';
import { propertiesOf } from '../../../../local/template/resources.ts';

const SOURCE = { distributionDomainName: 'd111.cloudfront.net', distributionId: 'E2TEST', requestId: 'r1' };

/** Runs a function whose body is `code` on a request for `/a`; answers the header `x` it sets. */
async function evaluate(code: string, query = ''): Promise<string | null> {
  const runtime = new FunctionRuntime(
    `function handler(event) { var request = event.request; request.headers.x = { value: String(${code}) }; return request; }`,
  );
  const result = await runCloudFrontFunction(runtime, SOURCE, {
    method: 'GET',
    uri: '/a',
    query,
    headers: new Headers({ host: 'www.example.com' }),
    body: Buffer.alloc(0),
    clientIp: '198.51.100.7',
  });
  if (!('request' in result)) throw new Error('the function answered itself');
  expect(result.request.query).toBe(query);
  return result.request.headers.get('x');
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
describe('a function has what JavaScript runtime 2.0 has', () => {
  test.each([
    [
      "require('crypto').createHash('sha256').update('é').digest('hex')",
      createHash('sha256').update('é').digest('hex'),
    ],
    ["require('querystring').parse('a=1&a=2').a.join()", '1,2'],
    ['new TextDecoder().decode(new Uint8Array([0xc3, 0xa9]))', 'é'],
    ["atob(btoa('x'))", 'x'],
    ["encodeURIComponent('é')", '%C3%A9'],
    ['Object.keys(JSON.parse(\'{"a":1}\')).length', '1'],
    ['this === undefined', 'true'],
  ])('%s is %s', async (code, value) => {
    expect(await evaluate(code)).toBe(value);
  });

  test.each([
    ['page=2&x=%C3%A9', 'page=2&x=%C3%A9'],
    ['?a&&b=', '?a&&b='],
    ['', 'undefined'],
  ])('event.request.rawQueryString() of %j is %j', async (query, value) => {
    expect(await evaluate('event.request.rawQueryString()', query)).toBe(value);
  });
});

describe('a function that uses anything else fails, as it does there', () => {
  test.each([
    ['new URL("https://a.example/")', 'URL is not defined'],
    ['new URLSearchParams("a=1")', 'URLSearchParams is not defined'],
    ['fetch("https://a.example/")', 'fetch is not defined'],
    ['process.env.HOME', 'process is not defined'],
    ['new Map()', 'Map is not defined'],
    ['setTimeout(handler, 1)', 'setTimeout is not defined'],
    ['structuredClone({})', 'structuredClone is not defined'],
    ["require('fs')", 'CloudFront Functions have no module "fs"'],
    ["require('node:crypto')", 'CloudFront Functions have no module "node:crypto"'],
    ["eval('1')", 'Code generation from strings disallowed'],
    ["new Function('return 1')()", 'Code generation from strings disallowed'],
    ['(undeclared = 1)', 'undeclared is not defined'],
  ])('%s: %s', async (code, reason) => {
    await expect(evaluate(code)).rejects.toThrow(reason);
  });
});

describe('calls of one function', () => {
  const answers = async (code: string, events: number[]) => {
    const runtime = new FunctionRuntime(code);
    const calls = events.map(n => runtime.run({ request: { n } }, ''));
    return (await Promise.allSettled(calls)).map(call =>
      call.status === 'fulfilled' ? call.value : call.reason.message,
    );
  };

  test.each([
    ['of the code', 'var count = 0; function handler() { count += 1; return count; }'],
    [
      'of the world',
      'function handler() { globalThis.count = (globalThis.count || 0) + 1; return globalThis.count; }',
    ],
  ])('know nothing of each other by variables %s', async (_, code) => {
    expect(await answers(code, [1, 2, 3])).toEqual([1, 1, 1]);
  });

  test('each get their own answer, or what was thrown for them', async () => {
    const code = `async function handler({ request }) {
      if (request.n === 2) throw new Error('two');
      return request;
    }`;
    expect(await answers(code, [1, 2, 3])).toEqual([{ n: 1 }, 'two', { n: 3 }]);
  });

  test('that never end hold up no other', async () => {
    const code = 'function handler({ request }) { while (request.n === 2); return request.n; }';
    expect(await answers(code, [1, 2, 3])).toEqual([1, expect.stringContaining('timed out'), 3]);
  });

  test('of code that cannot be read fail one by one', async () => {
    expect(await answers('function handler(', [1, 2])).toEqual(
      Array(2).fill(expect.stringContaining('Unexpected')),
    );
  });
});

describe('a function’s code may have 10,240 bytes', () => {
  const declared = (FunctionCode: string) =>
    propertiesOf('Stamp', 'AWS::CloudFront::Function', {
      Name: 'stamp',
      AutoPublish: true,
      FunctionCode,
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    });

  test('10,240 pass', () => {
    expect(declared('é'.repeat(5120)).FunctionCode).toHaveLength(5120);
  });

  test('10,241 stop the start with a sentence', () => {
    expect(() => declared(`${'é'.repeat(5120)};`)).toThrow(
      'Stamp.FunctionCode (AWS::CloudFront::Function): it has 10241 bytes, and CloudFront refuses a function of more than 10240 (FunctionSizeLimitExceeded).',
    );
  });
});
