import { expect, test } from '@jest/globals';
import { isLocalSite, isOneOf, isSiteOrigin } from '../../../core/snapshots/hosts.ts';

test.each([
  ['https://shop.example', 'shop.example', true],
  ['https://SHOP.example', 'shop.example', true],
  ['https://www.shop.example', 'www.shop.example,shop.example', true],
  ['https://shop.example.evil', 'shop.example', false],
  ['https://evil-shop.example', 'shop.example', false],
  ['https://shop.example:8443', 'shop.example', false],
  ['http://shop.example', 'shop.example', false], // plain http only on this machine
  ['http://localhost:4001', 'localhost:4001', true],
  ['http://localhost:4000', 'localhost:4001', false],
  ['http://127.0.0.1:9001', 'localhost:4001', false],
  ['https://d111111abcdef8.cloudfront.net', '*.cloudfront.net', true],
  ['https://a.b.cloudfront.net', '*.cloudfront.net', false],
  ['https://cloudfront.net', '*.cloudfront.net', false],
  ['http://169.254.169.254', '*.cloudfront.net', false],
  ['file:///etc/passwd', '*.cloudfront.net', false],
  ['', '', false],
])('isSiteOrigin(%j, %j) is %j', (origin, hosts, expected) => {
  expect(isSiteOrigin(origin, hosts)).toBe(expected);
});

test.each<[string, number, string, boolean]>([
  ['localhost', 4001, 'localhost:4001', true],
  ['127.0.0.1', 4001, 'shop.example.com,127.0.0.1:4001', true],
  ['localhost', 4000, 'localhost:4001', false],
  ['localhost', 80, 'localhost', false],
  ['10.0.0.1', 4001, '10.0.0.1:4001', false],
  ['shop.example.com', 443, 'shop.example.com:443', false],
  ['localhost', 4001, '*.cloudfront.net', false],
])('isLocalSite(%s, %d) with hosts %s: %s', (host, port, siteHosts, expected) => {
  expect(isLocalSite(host, port, siteHosts)).toBe(expected);
});

test.each<[string, number, string, boolean]>([
  ['localhost', 3000, 'http://localhost:3000', true],
  ['api.internal', 443, 'http://a.b,https://api.internal', true],
  ['api.internal', 80, 'http://api.internal', true],
  ['::1', 3000, 'http://[::1]:3000', true],
  ['localhost', 3001, 'http://localhost:3000', false],
  ['a.localhost', 3000, 'http://localhost:3000', false],
  ['127.0.0.1', 3000, 'http://localhost:3000', false],
  ['localhost', 3000, '', false],
  ['', 80, 'x', false],
])('isOneOf %s, %d of %j: %s', (host, port, origins, expected) => {
  expect(isOneOf(origins, host, port)).toBe(expected);
});
