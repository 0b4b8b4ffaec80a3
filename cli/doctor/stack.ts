import { gunzipSync } from 'node:zlib';
import { GetBucketPolicyCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsRefusal, jsonAws, queryAws } from '../aws.ts';
import { stackOf } from '../stack.ts';
import type { Check, DoctorContext, Outcome } from './check.ts';

// What AWS's own read APIs tell of the stack. What the local cloud has no service for is said to be so.

/** A check that asks AWS: who may not look, and a local cloud, are no fault of the stack. */
const onAws = ({ run, ...check }: Check): Check => ({
  ...check,
  run: async context => {
    try {
      return await run(context);
    } catch (error) {
      const { name, message } = error as Error;
      const code = error instanceof AwsRefusal ? error.code : name;
      if (context.endpoint !== undefined && /^(Unknown|NotImplemented)/.test(code))
        return {
          state: 'skip',
          text: 'not looked at: the local cloud has no such service, only AWS shows it',
        };
      if (/AccessDenied|NotAuthorized|Unauthorized/.test(code))
        return {
          state: 'warn',
          text: `you may not look (${message})`,
          advice: 'It takes the right to read it.',
        };
      throw error;
    }
  },
});

// A bucket of a local cloud has no host name of its own.
const s3Of = ({ endpoint }: DoctorContext) => new S3Client({ forcePathStyle: endpoint !== undefined });

/** What the counters read of a line; core/logs/formats/ has them all. */
const FIELDS = [
  'date',
  'time',
  'cs-uri-stem',
  'sc-status',
  'x-edge-result-type',
  'x-edge-request-id',
  'cs(User-Agent)',
];

export const accessLogs = onAws({
  name: 'Logs: files',
  needs: ['stack'],
  assumes: `CloudFront writes JSON with the fields ${FIELDS.join(', ')} below cloudfront/`,
  advice: 'The first files come some hours after the first requests. docs/deploy.md has more on access logs.',
  run: async context => {
    const Bucket = context.outputs?.LogsBucketName;
    const s3 = s3Of(context);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'cloudfront/' }));
    const newest = Contents.toSorted(
      (one, other) => Number(other.LastModified) - Number(one.LastModified),
    )[0];
    if (!newest) return { state: 'warn', text: 'there are none yet' };
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: newest.Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const line = JSON.parse(gunzipSync(bytes).toString().split('\n')[0] ?? '') as Record<string, unknown>;
    const missing = FIELDS.filter(name => !(name in line));
    return missing.length === 0
      ? { state: 'ok', text: `${newest.Key}, with all of these fields` }
      : { state: 'fail', text: `${newest.Key} has no ${missing.join(', ')}` };
  },
});

export const logsPolicy = onAws({
  name: 'Logs: bucket',
  needs: ['stack'],
  assumes: 'AWS takes the bucket’s policy of two statements, and adds none',
  advice:
    '`aws s3api get-bucket-policy` shows it; a third statement is AWS’s own, and a deploy would take it away.',
  run: async context => {
    const { Policy = '{}' } = await s3Of(context).send(
      new GetBucketPolicyCommand({ Bucket: context.outputs?.LogsBucketName }),
    );
    const { Statement = [] } = JSON.parse(Policy) as { Statement?: unknown[] };
    return { state: Statement.length === 2 ? 'ok' : 'warn', text: `${Statement.length} statements` };
  },
});

export const deadLetters = onAws({
  name: 'Dead letters',
  needs: ['stack'],
  assumes: 'no page and no log file was given up',
  advice: 'docs/operate.md says how to look at them, and how they are tried again.',
  run: async ({ outputs = {} }) => {
    const queues = { pages: outputs.RenderDeadLetterQueueUrl, 'log files': outputs.LogsDeadLetterQueueUrl };
    const sqs = new SQSClient({});
    const counts = await Promise.all(
      Object.entries(queues).map(async ([what, QueueUrl]) => {
        const asked = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages' as const] };
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
        return { what, count: Number(Attributes?.ApproximateNumberOfMessages) };
      }),
    );
    return {
      state: counts.every(({ count }) => count === 0) ? 'ok' : 'warn',
      text: counts.map(({ what, count }) => `${count} ${what}`).join(', '),
    };
  },
});

interface LogEvents {
  events: { message: string }[];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html: what Lambda writes at the end of each call. */
const numberIn = (message: string, name: string) =>
  Number(new RegExp(`${name}: ([\\d.]+)`).exec(message)?.[1]);

export const coldStart = onAws({
  name: 'Cold start',
  needs: ['stack'],
  assumes: 'Chromium starts in Lambda from the zip; the first page of a cold one takes 5 s at most',
  advice:
    'The lines `REPORT` of the function `render` have all of them. renderDeadlineMs is how long a crawler waits.',
  run: async ({ stage = '', clock }) => {
    const { events } = await jsonAws<LogEvents>('logs', 'Logs_20140328.FilterLogEvents', {
      logGroupName: `/aws/lambda/${stackOf(stage)}-render`,
      filterPattern: '"Init Duration"',
      startTime: clock.now() - 24 * 60 * 60 * 1000,
    });
    const last = events.at(-1)?.message;
    if (last === undefined) return { state: 'warn', text: 'no cold start in the last day' };
    const [init, took] = [numberIn(last, 'Init Duration'), numberIn(last, '\\tDuration')];
    const memory = `${numberIn(last, 'Max Memory Used')} of ${numberIn(last, 'Memory Size')} MB`;
    return {
      state: init + took <= 5000 ? 'ok' : 'warn',
      text: `${events.length} in a day; the last began after ${init} ms and took ${took} ms, with ${memory}`,
    };
  },
});

export const alarms = onAws({
  name: 'Alarms',
  needs: ['stack'],
  assumes: 'metric math is taken as written: each alarm is OK an hour after the first requests',
  advice: 'docs/operate.md says what each alarm means.',
  run: async ({ stage = '' }) => {
    const parameters = { Action: 'DescribeAlarms', AlarmNamePrefix: stackOf(stage), MaxRecords: '100' };
    const xml = await queryAws('monitoring', '2010-08-01', parameters);
    const found = xml
      .split('<AlarmName>')
      .slice(1)
      .map(part => ({
        name: part.slice(0, part.indexOf('<')),
        state: /<StateValue>(\w+)</.exec(part)?.[1] ?? '',
      }));
    const odd = found.filter(({ state }) => state !== 'OK').map(({ name, state }) => `${name} is ${state}`);
    if (found.length === 0) return { state: 'fail', text: 'there are none' };
    return odd.length === 0
      ? { state: 'ok', text: `all ${found.length} are OK` }
      : { state: odd.some(text => text.endsWith(' ALARM')) ? 'fail' : 'warn', text: odd.join('; ') };
  },
});

export const metricFilter = onAws({
  name: 'Metric filter',
  needs: ['stack'],
  assumes: 'the phrase of a filter is found in the renderer’s line of JSON',
  advice: 'Without it an alarm on the breaker never rings: infra/alarms.yml has the pattern.',
  run: async (): Promise<Outcome> => {
    const { matches } = await jsonAws<{ matches: unknown[] }>('logs', 'Logs_20140328.TestMetricFilter', {
      filterPattern: '"no page (breaker)"',
      logEventMessages: ['x {"message":"no page (breaker)"}'],
    });
    return { state: matches.length === 1 ? 'ok' : 'fail', text: `${matches.length} of one line is found` };
  },
});
