import { describe, expect, test } from '@jest/globals';
import { failureOfPage, wordsOf } from '../../../core/rendering/failures.ts';
import type { Failure, PageRequests } from '../../../core/rendering/in-page/instrument/requests/log.ts';
import type { Line } from '../../../core/rendering/in-page/instrument/requests/main-part.ts';
import { isSameSite } from '../../../core/rendering/same-site.ts';

const PAGE = new URL('https://www.shop.example/cleat');
const isOwn = ({ hostname }: URL) => isSameSite(hostname, PAGE.hostname);

const lines = (...texts: string[]): Line[] => texts.map(text => [text, 0]);
const links = (...texts: string[]): Line[] => texts.map(text => [text, 1]);
const ERROR = lines('Something went wrong', 'Please try again later.');
const PRODUCT = lines('Brass cleat', '12.50 EUR, in stock');
const LONG = lines('A cleat of solid brass. '.repeat(20));

const failed = (more: Partial<Failure> = {}): Failure => ({
  kind: 'request',
  method: 'GET',
  url: 'https://www.shop.example/api/p',
  why: 'answered 500',
  at: 10,
  before: [],
  after: ERROR,
  isEarly: false,
  ...more,
});
const requests = (now: Line[], failure: Failure, more: Partial<PageRequests> = {}): PageRequests => ({
  failures: [failure],
  answers: [],
  now,
  open: [],
  isBusy: false,
  ...more,
});
const answer = (at: number, values: string[], url = 'https://www.shop.example/api/a') => ({
  url,
  at,
  values,
});
const STRANGER = { url: 'https://chat.example/api' };
const SCRIPT = { kind: 'script' as const, url: 'https://www.shop.example/chunk.js' };
const HUNDRED = Array.from({ length: 100 }, (_, i) => `Text number ${i}`);

describe('a page whose request failed', () => {
  test.each<[string, PageRequests, boolean]>([
    ['shows an error and nothing else', requests(ERROR, failed()), true],
    ['shows nothing', requests([], failed()), true],
    ['shows what it did before', requests(PRODUCT, failed({ before: PRODUCT })), false],
    [
      '… and a word of it',
      requests([...PRODUCT, ...lines('No reviews')], failed({ before: PRODUCT })),
      false,
    ],
    [
      '… but with more words of it than that',
      requests([...lines('Cleat'), ...ERROR], failed({ before: lines('Cleat') })),
      true,
    ],
    ['threw away what was there', requests(ERROR, failed({ before: LONG })), true],
    ['shows much that came since', requests(LONG, failed()), false],
    [
      'shows what a later answer said',
      requests(PRODUCT, failed(), {
        answers: [answer(11, ['Brass cleat', 'https://img.example/1', 'p-1', 'sku-1'])],
      }),
      false,
    ],
    [
      'shows what an earlier one said',
      requests(PRODUCT, failed(), { answers: [answer(9, ['Brass cleat', '12.5'])] }),
      false,
    ],
    [
      'shows an error with one of a few words of the configuration',
      requests(lines('Harbour Tools and Ropes', 'Something went wrong'), failed(), {
        answers: [answer(9, ['Harbour Tools and Ropes', 'EUR', 'de-DE'])],
      }),
      true,
    ],
    [
      'says the error in words that came with a hundred others',
      requests(ERROR, failed(), { answers: [answer(9, [...HUNDRED, ...ERROR.map(([text]) => text)])] }),
      true,
    ],
    [
      'says it in words of a small catalogue',
      requests(ERROR, failed(), {
        answers: [
          answer(
            9,
            ERROR.map(([text]) => text),
            'https://www.shop.example/locales/en.json',
          ),
        ],
      }),
      true,
    ],
    [
      'keeps a menu that is no more than links',
      requests(
        [...links('Ropes and lines', 'Lamps', 'All about knots', 'Contact us'), ...ERROR],
        failed({ before: links('Ropes and lines', 'Lamps', 'All about knots', 'Contact us') }),
      ),
      true,
    ],
    [
      'keeps links that an answer said',
      requests(
        [...links('Ropes and lines', 'Lamps'), ...lines('No reviews')],
        failed({ before: links('Ropes and lines', 'Lamps') }),
        {
          answers: [answer(1, ['Ropes and lines', 'Lamps'])],
        },
      ),
      false,
    ],
  ])('%s: no page? %s', (_, given, isFailed) => {
    expect(failureOfPage(given, isOwn) !== undefined).toBe(isFailed);
  });
});

describe('a page whose script, or somebody else’s API, failed', () => {
  test.each<[string, PageRequests, boolean]>([
    ['shows an error at once', requests(ERROR, failed(STRANGER)), true],
    [
      'shows it some time later, perhaps of itself',
      requests(ERROR, failed({ ...STRANGER, after: [] })),
      false,
    ],
    ['had something there', requests(ERROR, failed({ ...STRANGER, before: lines('Cleat') })), false],
    ['still shows that it waits', requests([], failed(STRANGER), { isBusy: true }), true],
    ['is refused by our own list', requests(ERROR, failed({ url: 'https://in.hotjar.com/api' })), false],
    ['lacks a chunk, and shows an error at once', requests(ERROR, failed(SCRIPT)), true],
    [
      'lacks a chunk for one part',
      requests([...PRODUCT, ...lines('No chat')], failed({ ...SCRIPT, before: PRODUCT })),
      false,
    ],
    [
      'lacks a script of the document, and shows something',
      requests(lines('About us'), failed({ ...SCRIPT, isEarly: true, after: lines('About us') })),
      false,
    ],
    ['lacks the app itself', requests([], failed({ ...SCRIPT, isEarly: true })), true],
  ])('%s: no page? %s', (_, given, isFailed) => {
    expect(failureOfPage(given, isOwn) !== undefined).toBe(isFailed);
  });
});

test('of several that failed, that is told which the page hangs on', () => {
  const me = failed({ url: 'https://www.shop.example/api/me', before: PRODUCT });
  const given = {
    ...requests(ERROR, me),
    failures: [failed({ ...STRANGER, after: [] }), failed({ at: 11 })],
  };
  expect(failureOfPage(given, isOwn)?.url).toBe('https://www.shop.example/api/p');
});

describe('isSameSite(host, page)', () => {
  test.each<[string, string, boolean]>([
    ['www.shop.example', 'www.shop.example', true],
    ['api.shop.example', 'www.shop.example', true],
    ['shop.example', 'www.shop.example', true],
    ['api.shop.example', 'shop.example', true],
    ['api.eu.shop.example', 'www.shop.example', true],
    ['chat.example', 'shop.example', false],
    ['api.shop.co.uk', 'www.shop.co.uk', true],
    ['chat.co.uk', 'shop.co.uk', false],
    ['chat.com.au', 'www.shop.com.au', false],
    ['api.bmw.de', 'www.bmw.de', true],
    ['other.github.io', 'me.github.io', false],
    ['api.me.github.io', 'me.github.io', true],
    ['a1.execute-api.eu-west-1.amazonaws.com', 'b2.s3.eu-west-1.amazonaws.com', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['10.0.0.1', '127.0.0.1', false],
    ['[::1]', '[::2]', false],
    ['notshop.example', 'shop.example', false],
  ])('%s and %s: %s', (host, page, same) => {
    expect([isSameSite(host, page), isSameSite(page, host)]).toEqual([same, same]);
  });
});

describe('wordsOf(failure, page)', () => {
  test.each<[string, string]>([
    ['https://www.shop.example/api/p?id=7&token=s3cret#a', 'GET /api/p?id&token answered 500'],
    ['https://api.shop.example/p', 'GET api.shop.example/p answered 500'],
    [`https://www.shop.example/${'x'.repeat(300)}`, `GET /${'x'.repeat(99)}… answered 500`],
  ])('%s', (url, words) => {
    expect(wordsOf({ method: 'GET', url, why: 'answered 500' }, PAGE)).toBe(words);
  });
});
