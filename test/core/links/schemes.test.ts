import { describe, expect, test } from '@jest/globals';
import { isNever, readAddress } from '../../../core/links/schemes.ts';

const ALLOWED = ['mailto', 'tel', 'com.example.app', 'javascript', 'data', 'intent'];
const OWN = ['go.example.com'];
const read = (text: string, schemes = ALLOWED) => readAddress(text, schemes, OWN);

describe('an allowed scheme', () => {
  test.each([
    ['mailto:info@example.com', 'mailto:info@example.com'],
    ['MAILTO:info@example.com?subject=Spring%20sale', 'mailto:info@example.com?subject=Spring%20sale'],
    ['mailto:?to=a@example.com', 'mailto:?to=a@example.com'],
    ['tel:+49-30-1234', 'tel:+49-30-1234'],
    ['com.example.app://product/1?x=1#top', 'com.example.app://product/1?x=1#top'],
    // What stands where a host does is the app's: it is no host of ours.
    ['com.example.app://go.example.com/', 'com.example.app://go.example.com/'],
    ['com.example.app:/product', 'com.example.app:/product'],
    ['https://example.org/', 'https://example.org/'],
  ])('%s: %s', (text, url) => {
    expect(read(text)).toEqual({ url });
  });

  test.each([
    ['mailto:', 'says nothing behind its scheme'],
    ['com.example.app://', 'says nothing behind its scheme'],
    ['mailto:a b@example.com', 'holds a space or an invisible character'],
    ['tel:\u200b1', 'holds a space or an invisible character'],
    ['com.example.app://me:secret@host/', 'holds a password'],
    [`tel:${'1'.repeat(8190)}`, 'has 8194 characters'],
    ['https://go.example.com/x', 'leads to the short domain itself'],
  ])('%s: %s', (text, reason) => {
    expect(read(text)).toMatchObject({ reason });
  });
});

describe('no other', () => {
  const WRONG = 'is not an absolute http or https address';
  test.each(['sms:123', 'mailtoo:a@example.com', 'example.org', '//example.org', ':x', ''])('%s', text => {
    expect(read(text)).toMatchObject({
      reason: WRONG,
      expected: expect.stringContaining('or one of mailto:, tel:, com.example.app:'),
    });
  });

  test('without an allow-list nothing but the web', () => {
    expect(read('mailto:info@example.com', [])).toEqual({
      reason: WRONG,
      expected: 'an absolute http or https address of at most 8192 characters',
    });
  });

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'intent://x#Intent;S.browser_fallback_url=https%3A%2F%2Fevil.example;end',
  ])('%j never, whatever is allowed', text => {
    expect(read(text)).toHaveProperty('reason');
  });

  test.each(['javascript', 'data', 'vbscript', 'file', 'blob', 'about'])('%s: is never followed', scheme => {
    expect([
      isNever(`${scheme}:x`),
      isNever(`${scheme.toUpperCase()}:x`),
      isNever(`https://${scheme}`),
    ]).toEqual([true, true, false]);
  });
});
