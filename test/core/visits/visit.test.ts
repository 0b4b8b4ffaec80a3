import { describe, expect, test } from '@jest/globals';
import { compileIdentities, type KnownIdentities } from '../../../core/crawlers/identities.ts';
import type { LogEntry } from '../../../core/logs/entry.ts';
import { answerOf, type PageAnswer } from '../../../core/visits/answer.ts';
import { visitOf } from '../../../core/visits/visit.ts';
import { AT, PERSON } from '../clicks/lines.ts';
import { CHATGPT_USER, GOOGLEBOT, GPTBOT, SLACKBOT, visitLine } from './lines.ts';

const GOOGLES_LIST = 'https://developers.google.com/static/crawling/ipranges/common-crawlers.json';
const known: KnownIdentities = compileIdentities(
  { sources: { [GOOGLES_LIST]: { fetchedAt: AT, prefixes: ['66.249.64.0/19'] } } },
  AT,
);
const STRANGER = '203.0.113.9';

describe('answerOf(entry)', () => {
  const type = (answered: string) => `text/html; page=${answered}; charset=utf-8`;
  test.each<[string, number, string, string, PageAnswer]>([
    ['the edge had it', 200, type('stored'), 'Hit', { answer: 'edge', outcome: 'hits' }],
    [
      'and asked whether it is still good',
      200,
      type('stored'),
      'RefreshHit',
      { answer: 'edge', outcome: 'hits' },
    ],
    [
      'the edge had what was rendered for another',
      200,
      type('rendered'),
      'Hit',
      { answer: 'edge', outcome: 'hits' },
    ],
    ['the bucket had it', 200, type('stored'), 'Miss', { answer: 'stored', outcome: 'hits' }],
    ['it was rendered', 200, type('rendered'), 'Miss', { answer: 'rendered', outcome: 'rendered' }],
    ['it moved', 301, type('stored'), 'Miss', { answer: 'stored', outcome: 'hits' }],
    ['the visitor has it still', 304, '', 'Hit', { answer: 'unchanged', outcome: 'hits' }],
    [
      'it is not there',
      404,
      type('stored'),
      'Error',
      { answer: 'stored', outcome: 'failed', cause: 'missing' },
    ],
    [
      'nor is it any more',
      410,
      type('rendered'),
      'Error',
      { answer: 'rendered', outcome: 'failed', cause: 'missing' },
    ],
    [
      'it was not ready in time',
      503,
      'application/problem+json; page=retry-unfinished',
      'Error',
      { answer: 'retry', outcome: 'failed', cause: 'unfinished' },
    ],
    [
      'a card instead',
      200,
      type('card-breaker'),
      'Miss',
      { answer: 'card', outcome: 'failed', cause: 'breaker' },
    ],
    [
      'the app instead',
      200,
      type('shell-failing'),
      'Miss',
      { answer: 'shell', outcome: 'failed', cause: 'failing' },
    ],
    ['the app, as it should be', 200, 'text/html', 'Hit', { answer: 'app', outcome: 'app' }],
    [
      'a fault',
      503,
      'application/problem+json',
      'Error',
      { answer: 'none', outcome: 'failed', cause: 'error' },
    ],
    [
      'another host',
      403,
      'application/problem+json',
      'Error',
      { answer: 'none', outcome: 'failed', cause: 'refused' },
    ],
    ['it had gone', 0, '', 'Error', { answer: 'none', outcome: 'failed', cause: 'left' }],
  ])('%s', (_, status, contentType, result, answer) => {
    expect(answerOf({ status, contentType, result })).toEqual(answer);
  });
});

describe('visitOf(entry): what a line is counted as', () => {
  const counts = (more: Partial<LogEntry>) => visitOf(visitLine(more), known)?.counts;

  test.each<[string, Partial<LogEntry>, Record<string, number> | undefined]>([
    ['Googlebot', {}, { visits: 1, hits: 1, search: 1 }],
    ['GPTBot', { userAgent: GPTBOT }, { visits: 1, hits: 1, aiTraining: 1 }],
    ['ChatGPT', { userAgent: CHATGPT_USER }, { visits: 1, hits: 1, aiAssistants: 1 }],
    ['a card', { userAgent: SLACKBOT, client: STRANGER }, { visits: 1, hits: 1, cards: 1 }],
    [
      'a tool',
      { userAgent: 'curl/8.5.0', client: STRANGER, contentType: 'text/html' },
      { visits: 1, app: 1, tools: 1 },
    ],
    ['a “Googlebot” from elsewhere', { client: STRANGER }, { unproved: 1 }],
    ['a person', { userAgent: PERSON, contentType: 'text/html' }, { people: 1 }],
    ['a person who has the app already', { userAgent: PERSON, status: 304, contentType: '' }, { people: 1 }],
    ['a person, and there was no app', { userAgent: PERSON, status: 503 }, undefined],
    ['what calls itself a browser, and more', { userAgent: `${PERSON} urlscan.io` }, { doubtful: 1 }],
    ['by HEAD', { method: 'HEAD' }, { heads: 1 }],
    ['by POST', { method: 'POST', status: 403 }, undefined],
    ['our own renderer', { userAgent: `${PERSON} SignpostRenderer/1.0` }, undefined],
    ['a file of the app', { path: '/assets/app.js', fields: pattern('/assets/*') }, undefined],
    ['an answer of the API', { path: '/api/lamps', fields: pattern('/api/*') }, undefined],
    ['a file that no behaviour knows', { path: '/MANUAL.PDF' }, undefined],
    [
      'the app by its own name',
      { path: '/index.html', fields: pattern('/index.html') },
      { visits: 1, hits: 1, search: 1 },
    ],
    ['to be asked by https', { status: 301, result: 'Redirect', contentType: 'text/html' }, undefined],
    [
      'a log that does not tell of behaviours',
      { fields: pattern(undefined) },
      { visits: 1, hits: 1, search: 1 },
    ],
  ])('%s', (_, more, expected) => {
    expect(counts(more)).toEqual(expected);
  });

  test('who read what, and how it came', () => {
    expect(visitOf(visitLine(), known)).toMatchObject({
      by: {
        name: 'Googlebot',
        kind: 'crawler',
        purpose: 'search',
        status: '200',
        answer: 'stored',
        identity: 'proved',
      },
      page: 'read',
    });
  });

  test.each([
    ['0.480', 480, 'up to 0.5 s'],
    ['0.501', 501, 'up to 1 s'],
    ['15.9', 15_900, 'up to 16 s'],
    ['20', 20_000, 'longer'],
    ['-', 700, 'up to 1 s'],
  ])('a page that was rendered: the first byte after %s s', (seconds, renderMs, time) => {
    const contentType = 'text/html; page=rendered; charset=utf-8';
    const visit = visitOf(
      visitLine({
        contentType,
        tookMs: 700,
        fields: () => ({ ...pattern('*')(), 'time-to-first-byte': seconds }),
      }),
      known,
    );
    expect(visit?.counts).toEqual({ visits: 1, rendered: 1, search: 1, renderMs });
    expect(visit?.by.time).toBe(time);
  });

  test('a page that failed: what the visitor got, and why', () => {
    const visit = visitOf(
      visitLine({ status: 503, contentType: 'application/problem+json; page=retry-limit', result: 'Error' }),
      known,
    );
    expect(visit).toMatchObject({
      counts: { visits: 1, failed: 1, search: 1 },
      by: { status: '503', answer: 'retry', cause: 'limit' },
      page: '503 limit',
    });
  });

  test('a name that was not proved is named, and no other thing of it', () => {
    expect(visitOf(visitLine({ client: STRANGER, userAgent: GOOGLEBOT }), known)).toEqual({
      counts: { unproved: 1 },
      by: { claimed: 'Googlebot' },
    });
  });
});

function pattern(text: string | undefined): LogEntry['fields'] {
  return () => (text === undefined ? {} : { 'cache-behavior-path-pattern': text });
}
