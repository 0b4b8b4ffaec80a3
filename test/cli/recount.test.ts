import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { howFar } from '../../cli/recount-command.ts';
import { firstDay, LOGS_KEPT_DAYS } from '../../core/clicks/recount/recount.ts';
import { HandClock } from '../local/hand-clock.ts';
import { type Answers, standInForAws } from './aws-stand-in.ts';
import { command } from './commands.ts';

const recount = command('recount');

const environment = { ...process.env };
let stop: () => Promise<void> = async () => undefined;
beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'OPS', AWS_SECRET_ACCESS_KEY: 'secret' });
});
afterEach(async () => {
  process.env = { ...environment };
  await stop();
});

const DAY_MS = 86_400_000;
const dayIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

async function stackWith(outputs: Record<string, string>): Promise<void> {
  const members = Object.entries(outputs).map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const answers: Answers = ({ service }) =>
    service === 'cloudformation' ? [200, members.join('')] : undefined;
  const { url, close } = await standInForAws(answers);
  process.env.AWS_ENDPOINT_URL = url;
  stop = close;
}

describe('what cannot be counted again is refused before anything is touched', () => {
  test.each<[string, string[], RegExp]>([
    ['no such day', ['--stage', 'prod', '--since', '2026-02-30'], /--since 2026-02-30: this must be a day/],
    ['a time', ['--stage', 'prod', '--since', `${dayIn(-1)}T05`], /this must be a day/],
    [
      'a day whose log files are gone',
      ['--stage', 'prod', '--since', dayIn(-90)],
      /log files are kept for 90 days: the first day that can be counted again is \d{4}-\d\d-\d\d, not/,
    ],
    ['a day to come', ['--stage', 'prod', '--since', dayIn(-1), '--until', dayIn(1)], /is a day to come/],
    ['no days', ['--stage', 'prod', '--since', dayIn(-1), '--until', dayIn(-2)], /is before/],
  ])('%s', async (_, args, sentence) => {
    await stackWith({
      LogsBucketName: 'logs',
      LinksDistributionId: 'E1',
      LinksTableName: 'links',
      ClicksTableName: 'clicks',
      ShortDomains: '[{&quot;name&quot;:&quot;&quot;}]',
    });
    await expect(recount(args)).rejects.toThrow(sentence);
  });

  test('a stack of an earlier version', async () => {
    await stackWith({ LogsBucketName: 'logs' });
    await expect(recount(['--stage', 'prod', '--since', dayIn(-1)])).rejects.toThrow(
      /has no output LinksDistributionId: deploy this version first/,
    );
  });
});

test('log files are kept as long as the bucket keeps them', () => {
  const yaml = readFileSync(new URL('../../infra/buckets.yml', import.meta.url), 'utf8');
  expect(yaml).toContain(`ExpirationInDays: ${LOGS_KEPT_DAYS} }`);
});

test('the first day is one of which S3 takes nothing away today', () => {
  // A file of its first second goes at the midnight after ninety days.
  expect(firstDay(new HandClock(Date.UTC(2026, 10, 30, 23, 59)))).toBe('2026-09-02');
});

test('how far it is', () => {
  const state = { day: '2026-11-30', files: 12, read: 3, subjects: 4, changed: 5, left: 0, isDone: false };
  expect(howFar(state)).toEqual({
    done: 3,
    total: 12,
    text: '2026-11-30: 3 of 12 log files read, 4 links and sums done, 5 counts changed',
  });
});
