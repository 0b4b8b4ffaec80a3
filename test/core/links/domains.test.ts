import { describe, expect, test } from '@jest/globals';
import { Domains, keyOf } from '../../../core/links/domains.ts';
import { Problem } from '../../../core/problem.ts';

const several = new Domains(
  JSON.stringify([
    { name: '', host: 'go.example.com', notFoundUrl: 'https://www.example.com/' },
    {
      name: 'go.example.org',
      caseSensitive: false,
      slugsWithDots: true,
      rootUrl: 'https://www.example.org/',
    },
    { name: 'go.example.net' },
  ]),
);
/** As on a laptop, and in a stack without a domain of its own. */
const local = new Domains('[{"name":"","host":"localhost:4000"},{"name":"go.example.org"}]');
const nameless = new Domains('[{"name":"","host":""}]');

test('what a setting does not say is as usual', () => {
  expect(several.all).toEqual([
    {
      name: '',
      host: 'go.example.com',
      caseSensitive: true,
      slugsWithDots: false,
      rootUrl: '',
      notFoundUrl: 'https://www.example.com/',
    },
    {
      name: 'go.example.org',
      host: 'go.example.org',
      caseSensitive: false,
      slugsWithDots: true,
      rootUrl: 'https://www.example.org/',
      notFoundUrl: '',
    },
    {
      name: 'go.example.net',
      host: 'go.example.net',
      caseSensitive: true,
      slugsWithDots: false,
      rootUrl: '',
      notFoundUrl: '',
    },
  ]);
});

test.each(['', '{}', '[]', 'null', 'no JSON'])('%j is no list of domains', setting => {
  expect(() => new Domains(setting)).toThrow('SHORT_DOMAINS is no list');
});

describe('a host is one of the domains', () => {
  test.each([
    ['go.example.com', ''],
    ['d111111abcdef8.cloudfront.net', ''],
    ['go.example.org', 'go.example.org'],
    ['GO.example.ORG:443', 'go.example.org'],
    ['go.example.org.localhost:4000', 'go.example.org'],
    ['x.go.example.org', ''],
    ['localhost:4000', ''],
  ])('%s: %j', (host, name) => {
    expect(several.of(host).name).toBe(name);
  });
});

describe('a client calls one of them', () => {
  test.each<[Domains, string, string | undefined]>([
    [several, 'go.example.com', ''],
    [several, 'Go.Example.com', ''],
    [several, 'GO.example.org', 'go.example.org'],
    [several, '', undefined],
    [several, 'example.org', undefined],
    [several, 'go.example.org.', undefined],
    [local, 'localhost:4000', ''],
    [local, 'go.example.org', 'go.example.org'],
    [local, 'go.example.org.localhost:4000', 'go.example.org'],
    [nameless, 'd111111abcdef8.cloudfront.net', undefined],
  ])('%#: %s', (domains, text, name) => {
    expect(domains.called(text)?.name).toBe(name);
  });
});

test.each<[Domains, string]>([
  [several, 'one of go.example.com, go.example.org, go.example.net'],
  [nameless, 'nothing, as there is but one'],
])('%#: one that is called by no name of theirs is refused: %s', (domains, expected) => {
  const problem = (() => {
    try {
      return domains.asCalled('x.example', 'domain');
    } catch (error) {
      return error;
    }
  })();
  expect(problem).toBeInstanceOf(Problem);
  const { status, errors } = JSON.parse((problem as Problem).body());
  const error = { field: 'domain', reason: 'is no short domain of this deployment', expected };
  expect([status, errors]).toEqual([422, [error]]);
});

describe('the origin of short urls', () => {
  test.each<[Domains, name: string, asked: string, origin: string]>([
    [several, '', 'go.example.com', 'https://go.example.com'],
    [several, '', 'd111111abcdef8.cloudfront.net', 'https://d111111abcdef8.cloudfront.net'],
    [several, '', 'go.example.org', 'https://go.example.com'],
    [several, 'go.example.org', 'go.example.com', 'https://go.example.org'],
    [several, 'go.example.org', 'go.example.net', 'https://go.example.org'],
    [local, '', 'localhost:4000', 'http://localhost:4000'],
    [local, 'go.example.org', 'localhost:4000', 'http://go.example.org.localhost:4000'],
    [local, 'go.example.org', 'go.example.org.localhost:4000', 'http://go.example.org.localhost:4000'],
    [local, '', 'go.example.org.localhost:4000', 'http://localhost:4000'],
    [nameless, '', 'd111111abcdef8.cloudfront.net', 'https://d111111abcdef8.cloudfront.net'],
    [several, 'gone.example', 'go.example.com', 'https://go.example.com'],
    // By what the first is called, for who was not told which host was asked.
    [local, 'go.example.org', local.first.host, 'http://go.example.org.localhost:4000'],
    [several, 'go.example.org', several.first.host, 'https://go.example.org'],
  ])('%#: of %j for who asks %s', (domains, name, asked, origin) => {
    expect(domains.originOf(name, asked)).toBe(origin);
  });
});

test.each([
  [{ name: '', caseSensitive: true }, 'Docs/A', 'Docs/A'],
  [{ name: '', caseSensitive: false }, 'Docs/A', 'docs/a'],
  [{ name: 'go.example.org', caseSensitive: true }, 'Docs/A', '//go.example.org/Docs/A'],
  [{ name: 'go.example.org', caseSensitive: false }, 'Docs/A', '//go.example.org/docs/a'],
])('%j keeps %s under %s', (domain, slug, key) => {
  expect(keyOf(domain, slug)).toBe(key);
});
