import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { KeptAnswers } from '../../core/kept-answers.ts';
import { HandClock } from '../local/hand-clock.ts';
import { startTables, type Tables } from '../tables.ts';

let tables: Tables;
let clock: HandClock;
let answers: KeptAnswers;
let name = 0;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  clock = new HandClock();
  answers = new KeptAnswers(tables.counters, clock);
  name++;
});

const attempt = (makes: string) => ({ fingerprint: `of ${makes}`, makes });
const answer = (body: string) => ({ status: 201, headers: {}, body });
const begin = (makes: string) => answers.begin(`${name}`, attempt(makes));

test('who begins second is told what the first one began, and its answer once there is one', async () => {
  expect(await begin('a')).toEqual(attempt('a'));
  expect(await begin('b')).toMatchObject(attempt('a'));
  await answers.keep(`${name}`, attempt('a'), answer('first'));
  expect(await begin('b')).toMatchObject({ ...attempt('a'), answer: answer('first') });
});

test('of two answers the first is kept, and answered to both', async () => {
  await begin('a');
  expect(await answers.keep(`${name}`, attempt('a'), answer('first'))).toEqual(answer('first'));
  expect(await answers.keep(`${name}`, attempt('a'), answer('second'))).toEqual(answer('first'));
});

test('what was answered is not forgotten, nor is what another began', async () => {
  await begin('a');
  await answers.forget(`${name}`, attempt('b'));
  expect(await begin('b')).toMatchObject(attempt('a'));
  await answers.keep(`${name}`, attempt('a'), answer('first'));
  await answers.forget(`${name}`, attempt('a'));
  expect(await begin('b')).toMatchObject({ answer: answer('first') });
});

test('after a day it is as if nothing had been, whether or not the table has forgotten', async () => {
  await begin('a');
  await answers.keep(`${name}`, attempt('a'), answer('first'));
  await clock.advance(86_399_000);
  expect(await begin('b')).toMatchObject(attempt('a'));
  await clock.advance(1_000);
  expect(await begin('b')).toEqual(attempt('b'));
  await answers.keep(`${name}`, attempt('b'), answer('second'));
  // One that began the day before comes to its end: its answer is its own.
  expect(await answers.keep(`${name}`, attempt('a'), answer('late'))).toEqual(answer('late'));
  expect((await begin('c')).answer).toEqual(answer('second'));
});
