import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signatureHeaders } from 'web-bot-auth';
import { Ed25519Signer } from 'web-bot-auth/crypto';
import { checkSignature, type PublishedKey, readKey } from '../../../core/crawlers/web-bot-auth.ts';
import { type Signed, signedHeaders, signingKey } from './signer.ts';
import { ED25519, VECTORS } from './web-bot-auth-vectors.ts';

const HOUR = 3600;
const NOW = 1_800_000_000_000;
const created = NOW / 1000 - 60;
const KEY = signingKey();
const OTHER = signingKey();
const keys = keyring(KEY.jwk);

function keyring(...jwks: unknown[]): Map<string, PublishedKey> {
  return new Map(
    jwks.map(jwk => {
      const read = readKey(jwk);
      if (!read) throw new Error('not a key');
      return [read.thumbprint, read.key];
    }),
  );
}

const parameters = (changed: Record<string, string | number | undefined> = {}) =>
  Object.entries({
    created,
    expires: created + HOUR,
    keyid: `"${KEY.keyid}"`,
    tag: '"web-bot-auth"',
    ...changed,
  })
    .map(([name, value]) => (value === undefined ? '' : `;${name}=${value}`))
    .join('');

const HOST = ['"@authority"', 'shop.example'] as const;

/** Checks a request for a page of the shop that KEY has signed. */
function check(signed: Partial<Signed>, headers: Record<string, string> = {}, now = NOW) {
  const made = signedHeaders(KEY, { covers: [HOST], parameters: parameters(), ...signed });
  return checkSignature(
    { method: 'GET', url: 'https://shop.example/products/3?size=xl', headers: { ...made, ...headers } },
    keys,
    now,
  );
}

describe('Cloudflare’s vectors', () => {
  test.each(VECTORS)('$name: valid', ({ key, url, created: now, signature, input, agent }) => {
    const headers = { signature, 'signature-input': input, 'signature-agent': agent };
    expect(checkSignature({ method: 'GET', url, headers }, keyring(key), now).outcome).toBe('valid');
    const elsewhere = { method: 'GET', url: 'https://example.org/', headers };
    expect(checkSignature(elsewhere, keyring(key), now).outcome).toBe('invalid');
  });
});

test('a request signed with the package web-bot-auth is valid', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = privateKey.export({ format: 'jwk' });
  const request = new Request('https://shop.example/products/3', {
    headers: { 'signature-agent': '"https://chatgpt.com"' },
  });
  const made = await signatureHeaders(request, await Ed25519Signer.fromJWK(jwk as JsonWebKey), {
    created: new Date(created * 1000),
    expires: new Date((created + HOUR) * 1000),
  });
  const headers = {
    'signature-agent': '"https://chatgpt.com"',
    'signature-input': made['Signature-Input'],
    signature: made.Signature,
  };
  const message = { method: 'GET', url: request.url, headers };
  expect(checkSignature(message, keyring(jwk), NOW).outcome).toBe('valid');
});

describe('what may be covered', () => {
  test.each([
    ['"@method"', 'GET'],
    ['"@target-uri"', 'https://shop.example/products/3?size=xl'],
    ['"@scheme"', 'https'],
    ['"@request-target"', '/products/3?size=xl'],
    ['"@path"', '/products/3'],
    ['"@query"', '?size=xl'],
    ['"accept"', 'text/html'],
  ])('%s', (component, value) => {
    const headers = { accept: ' text/html ' };
    expect(check({ covers: [HOST, [component, value]] }, headers).outcome).toBe('valid');
  });

  test('a query that is not there', () => {
    const made = signedHeaders(KEY, { covers: [HOST, ['"@query"', '?']], parameters: parameters() });
    const message = { method: 'GET', url: 'https://shop.example/', headers: made };
    expect(checkSignature(message, keys, NOW).outcome).toBe('valid');
  });

  test('Signature-Agent as a text that is no structured field, as DuckDuckBot sends it', () => {
    const headers = { 'signature-agent': 'https://bot.duckduckgo.com' };
    const covers = [HOST, ['"signature-agent"', 'https://bot.duckduckgo.com']] as const;
    expect(check({ covers }, headers).outcome).toBe('valid');
  });

  test('one member of Signature-Agent, whatever the others are', () => {
    const headers = {
      'signature-agent': 'a="https://one.example", g="https://agent.bot.goog";type=directory',
    };
    const covers = [HOST, ['"signature-agent";key="g"', '"https://agent.bot.goog";type=directory']] as const;
    expect(check({ covers }, headers).outcome).toBe('valid');
    const inList = { 'signature-agent': 'g=("https://agent.bot.goog"  "b")' };
    const list = [HOST, ['"signature-agent";key="g"', '("https://agent.bot.goog" "b")']] as const;
    expect(check({ covers: list }, inList).outcome).toBe('valid');
  });
});

describe('invalid', () => {
  const AGENT = { 'signature-agent': '"https://chatgpt.com"' };
  test.each<[string, Partial<Signed>, Record<string, string>?]>([
    ['has expired', { parameters: parameters({ expires: created + 60 }) }],
    ['has expired', { parameters: parameters({ expires: created - 60 }) }],
    ['is from the future', { parameters: parameters({ created: created + 121 }) }],
    ['is more than a day old', { parameters: parameters({ created: created - 24 * HOUR }) }],
    ['does not say when', { parameters: parameters({ created: undefined }) }],
    ['does not say when', { parameters: parameters({ expires: undefined }) }],
    ['does not say when', { parameters: parameters({ expires: '"tomorrow"' }) }],
    ['names another algorithm', { parameters: parameters({ alg: '"rsa-pss-sha512"' }) }],
    ['is for any host', { covers: [['"@method"', 'GET']] }],
    ['leaves out Signature-Agent', {}, AGENT],
    ['covers something twice', { covers: [HOST, HOST] }],
    ['is not of this request', { covers: [['"@authority"', 'other.example']] }],
    ['is not of this request', { covers: [HOST, ['"accept"', 'text/html']] }, { accept: 'text/plain' }],
    ['is not of this request', {}, { signature: 'sig=:AAAA:' }],
    ['is not of this request', {}, { signature: 'other=:AAAA:' }],
    ['is not of this request', {}, { signature: 'sig="AAAA"' }],
    ['is not of this request', {}, { signature: '' }],
  ])('%s (%#)', (reason, signed, headers = {}) => {
    expect(check(signed, headers)).toEqual({ outcome: 'invalid', reason: expect.stringContaining(reason) });
  });

  test('signed with another key under this one’s name', () => {
    const forged = signedHeaders(OTHER, { covers: [HOST], parameters: parameters() });
    expect(check({}, forged).outcome).toBe('invalid');
  });
});

describe('unknown: the request counts as one without a signature', () => {
  test.each<[string, Partial<Signed>, Record<string, string>?]>([
    ['another tag', { parameters: parameters({ tag: '"payments"' }) }],
    ['no tag', { parameters: parameters({ tag: undefined }) }],
    ['a key nobody has published', { parameters: parameters({ keyid: `"${OTHER.keyid}"` }) }],
    ['no key', { parameters: parameters({ keyid: undefined }) }],
    ['a header that does not reach us', { covers: [HOST, ['"content-digest"', 'sha-256=:AAAA:']] }],
    ['a header named like a property of every object', { covers: [HOST, ['"constructor"', 'x']] }],
    ['a component with a parameter', { covers: [HOST, ['"@query-param";name="size"', 'xl']] }],
    [
      'a header in another form',
      { covers: [HOST, ['"accept";bs', ':dGV4dC9odG1s:']] },
      { accept: 'text/html' },
    ],
    ['a header in a form nobody knows', { covers: [HOST, ['"accept";x', '*/*']] }, { accept: '*/*' }],
    [
      'a member in such a form',
      { covers: [HOST, ['"signature-agent";key="g";x', '1']] },
      { 'signature-agent': 'g=1' },
    ],
    ['a component of responses', { covers: [HOST, ['"@status"', '200']] }],
    ['a path that may have been spelt otherwise', { covers: [HOST, ['"@path"', '/products/3/']] }],
    ['not a structured field', {}, { 'signature-input': 'sig=((' }],
    ['not a list', {}, { 'signature-input': 'sig=1;tag="web-bot-auth"' }],
    ['nothing', {}, { 'signature-input': '' }],
  ])('%s', (_, signed, headers = {}) => {
    expect(check(signed, headers).outcome).toBe('unknown');
  });

  test('no headers at all', () => {
    expect(checkSignature({ method: 'GET', url: 'https://shop.example/', headers: {} }, keys, NOW)).toEqual({
      outcome: 'unknown',
      reason: 'no Web Bot Auth signature',
    });
  });

  test.each([
    ['before its time', { nbf: created + HOUR }],
    ['after its time', { exp: created }],
  ])('a key %s', (_, times) => {
    const made = signedHeaders(KEY, { covers: [HOST], parameters: parameters() });
    const message = { method: 'GET', url: 'https://shop.example/', headers: made };
    const dated = keyring({ ...(KEY.jwk as object), ...times });
    expect(checkSignature(message, dated, NOW).outcome).toBe('unknown');
    expect(checkSignature(message, keys, NOW).outcome).toBe('valid');
  });
});

test('of several signatures one that is valid is enough', () => {
  const good = signedHeaders(KEY, { covers: [HOST], parameters: parameters(), label: 'good' });
  const bad = signedHeaders(OTHER, { covers: [HOST], parameters: parameters(), label: 'bad' });
  const both = {
    'signature-input': `${bad['signature-input']}, ${good['signature-input']}`,
    signature: `${bad.signature}, ${good.signature}`,
  };
  expect(check({}, both).outcome).toBe('valid');
});

test('one that is invalid counts, whatever else is signed', () => {
  const stranger = `;created=${created};expires=${created + HOUR};keyid="unknown";tag="web-bot-auth"`;
  const bad = signedHeaders(OTHER, { covers: [HOST], parameters: parameters(), label: 'bad' });
  const odd = signedHeaders(OTHER, { covers: [HOST], parameters: stranger, label: 'odd' });
  const both = {
    'signature-input': `${bad['signature-input']}, ${odd['signature-input']}`,
    signature: `${bad.signature}, ${odd.signature}`,
  };
  expect(check({}, both).outcome).toBe('invalid');
});

test('whatever a client sends, nothing is thrown', () => {
  const { signature, 'signature-input': input } = signedHeaders(KEY, {
    covers: [HOST],
    parameters: parameters(),
  });
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    // What is nearly right: a piece cut out, and another put in its place.
    fc
      .tuple(fc.constantFrom(signature, input, 'a="b"'), fc.nat(200), fc.nat(9), fc.string({ maxLength: 9 }))
      .map(([text, at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length)),
  );
  fc.assert(
    fc.property(odd, odd, odd, fc.webUrl(), (one, two, agent, url) => {
      const headers = { 'signature-input': one, signature: two, 'signature-agent': agent };
      expect(checkSignature({ method: 'GET', url, headers }, keys, NOW).outcome).not.toBe('valid');
      checkSignature(
        { method: 'GET', url: two, headers: { ...headers, 'signature-input': input } },
        keys,
        NOW,
      );
    }),
    { numRuns: 3000 },
  );
});

describe('readKey', () => {
  test('the name of a key is its thumbprint: the one of RFC 8037 A.3', () => {
    // https://www.rfc-editor.org/rfc/rfc8037#appendix-A.3
    const jwk = {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      kid: 'own name',
    };
    expect(readKey(jwk)?.thumbprint).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  test('nothing but the public half is kept', () => {
    expect(readKey({ ...ED25519, d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU', exp: 5 })?.jwk).toEqual({
      crv: 'Ed25519',
      kty: 'OKP',
      x: ED25519.x,
      exp: 5,
    });
  });

  test.each([
    null,
    'key',
    {},
    { kty: 'OKP', crv: 'X25519', x: ED25519.x },
    { kty: 'OKP', crv: 'Ed25519', x: 'short' },
    { kty: 'OKP', crv: 'Ed25519' },
    { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' },
    { kty: 'oct', k: 'c2VjcmV0' },
    { kty: 'RSA', e: 'AQAB' },
  ])('%j: no key', jwk => {
    expect(readKey(jwk)).toBeUndefined();
  });
});
