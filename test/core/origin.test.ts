import { describe, expect, test } from '@jest/globals';
import { originOf } from '../../core/origin.ts';
import { requireOriginSecret } from '../../core/origin-secret.ts';

describe('originOf', () => {
  test.each([
    ['go.example.com', 'https://go.example.com'],
    ['GO.example.com', 'https://go.example.com'],
    ['go.example.com:8443', 'https://go.example.com:8443'],
    ['go.example.com:443', 'https://go.example.com'],
    ['localhost', 'http://localhost'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['localhost.example.com', 'https://localhost.example.com'],
  ])('%s: %s', (host, origin) => {
    expect(originOf(host)).toBe(origin);
  });
});

describe('requireOriginSecret', () => {
  test('the secret: passes', () => {
    expect(() => requireOriginSecret('secret', 'secret')).not.toThrow();
  });

  test.each([undefined, '', 'Secret', 'secret ', 'secre'])('%j: 403', given => {
    expect(() => requireOriginSecret(given, 'secret')).toThrow(expect.objectContaining({ status: 403 }));
  });
});
