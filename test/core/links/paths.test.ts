import { expect, test } from '@jest/globals';
import { pathOfLinks } from '../../../core/links/paths.ts';

const ID = '0b8f1c52-6c0e-4f4e-9d0a-1f2e3d4c5b6a';

test.each([
  ['/api/links', '/api/links'],
  ['/api/links/a', '/api/links/a'],
  ['/api/links/a/b', '/api/links/a%2Fb'],
  ['/api/links/a/b/history', '/api/links/a%2Fb/history'],
  ['/api/tags/a', '/api/tags/a'],
  ['/api/tags/a/b/history', '/api/tags/a%2Fb%2Fhistory'],
  ['/api/links/history', '/api/links/history'],
  ['/api/links/a/b/changes', '/api/links/a%2Fb/changes'],
  [`/api/links/a/b/changes/${ID}`, `/api/links/a%2Fb/changes/${ID}`],
  // By its last segment: these may be slugs.
  ['/api/links/a/changes/b', '/api/links/a%2Fchanges%2Fb'],
  [`/api/links/changes/${ID}`, `/api/links/changes%2F${ID}`],
  [`/api/links/a/${ID}`, `/api/links/a%2F${ID}`],
])('%s is routed as %s', (path, expected) => {
  expect(pathOfLinks(path)).toBe(expected);
});
