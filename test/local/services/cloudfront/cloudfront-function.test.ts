import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { runCloudFrontFunction } from '../../../../local/services/cloudfront/cloudfront-function.ts';
import { propertiesOf } from '../../../../local/template/resources.ts';

const SOURCE = { distributionDomainName: 'd111.cloudfront.net', distributionId: 'E2TEST', requestId: 'r1' };

/** Runs a function whose body is `code` on a request for `/a`; answers the header `x` it sets. */
async function evaluate(code: string, query = ''): Promise<string | null> {
  const result = await runCloudFrontFunction(
    `function handler(event) { var request = event.request; request.headers.x = { value: String(${code}) }; return request; }`,
    SOURCE,
    {
      method: 'GET',
      uri: '/a',
      query,
      headers: new Headers({ host: 'www.example.com' }),
      body: Buffer.alloc(0),
      clientIp: '198.51.100.7',
    },
  );
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
