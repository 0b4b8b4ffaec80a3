import { describe, expect, test } from '@jest/globals';
import { covers, isBelow, isUnlimited, type Rights, type Scope } from '../../../core/keys/key.ts';

const rights = (limits: Rights['limits'] = {}, expiresAt?: string, scopes: Scope[] = ['admin']): Rights => ({
  scopes,
  limits,
  expiresAt,
});

describe('covers', () => {
  test.each<[Rights, Rights, boolean]>([
    [rights(), rights(), true],
    [rights(), rights({ tags: ['a'] }, '2027-01-01T00:00:00Z', ['pages']), true],
    [rights({}, undefined, ['pages']), rights(), false],
    [rights({}, undefined, ['links:read', 'pages']), rights({}, undefined, ['pages']), true],
    [rights({}, undefined, ['links:read']), rights({}, undefined, ['links:read', 'links:write']), false],
    [rights({ tags: ['a'] }), rights(), false],
    [rights({ tags: ['a'] }), rights({ tags: [] }), true],
    [rights({ tags: ['A', 'b'] }), rights({ tags: ['a'] }), true],
    [rights({ tags: ['a'] }), rights({ tags: ['a', 'b'] }), false],
    [rights({ tags: ['a'] }), rights({ slugPrefix: 'a' }), false],
    [rights({ slugPrefix: 'go/' }), rights({ slugPrefix: 'go/x' }), true],
    [rights({ slugPrefix: 'go/' }), rights({ slugPrefix: 'go' }), false],
    [rights({ slugPrefix: 'go/' }), rights({ slugPrefix: 'GO/x' }), false],
    [rights({ hosts: ['*.e.com'] }), rights({ hosts: ['a.e.com', '*.a.e.com', '*.e.com'] }), true],
    [rights({ hosts: ['*.e.com'] }), rights({ hosts: ['e.com'] }), false],
    [rights({ hosts: ['a.e.com'] }), rights({ hosts: ['*.a.e.com'] }), false],
    [rights({}, '2027-01-01T00:00:00Z'), rights({}, '2027-01-01T00:00:00.000Z'), true],
    [rights({}, '2027-01-01T00:00:00Z'), rights({}, '2027-01-01T00:00:01Z'), false],
    [rights({}, '2027-01-01T00:00:00Z'), rights(), false],
  ])('%j, %j: %j', (one, other, answer) => {
    expect(covers(one, other)).toBe(answer);
    expect(covers(one, one)).toBe(true);
  });
});

test.each<[string, string, boolean]>([
  ['e.com', 'e.com', true],
  ['a.e.com', '*.e.com', true],
  ['b.a.e.com', '*.e.com', true],
  ['e.com', '*.e.com', false],
  ['evil-e.com', '*.e.com', false],
  ['e.com.evil.com', '*.e.com', false],
  ['a.e.com', 'e.com', false],
])('isBelow(%j, %j): %j', (host, pattern, answer) => {
  expect(isBelow(host, pattern)).toBe(answer);
});

test.each<[Rights, boolean]>([
  [rights(), true],
  [rights({ tags: undefined }), true],
  [rights({ tags: ['a'] }), false],
  [rights({}, undefined, ['links:write']), false],
])('isUnlimited(%j): %j', (key, answer) => {
  expect(isUnlimited(key)).toBe(answer);
});
