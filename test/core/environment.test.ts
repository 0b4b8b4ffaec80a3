import { beforeEach, expect, test } from '@jest/globals';
import { environment } from '../../core/environment.ts';

beforeEach(() => {
  process.env.LINKS_TABLE = 'links';
  process.env.KEYS_TABLE = '';
  delete process.env.SLUG_SECRET;
});

test('environment of what is set: its values', () => {
  expect(environment('LINKS_TABLE')).toEqual({ LINKS_TABLE: 'links' });
});

test('environment of what is missing or empty: an error that names each', () => {
  expect(() => environment('LINKS_TABLE', 'KEYS_TABLE', 'SLUG_SECRET')).toThrow(
    /^Not set: KEYS_TABLE \(.+\), SLUG_SECRET \(.+\)$/,
  );
});
