import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Answers, standInForAws } from './aws-stand-in.ts';
import { command } from './commands.ts';

const webhooksTest = command('webhooks', 'test');

// That webhooks are tested is shown by test/e2e/events.test.ts; here is what goes wrong.

const environment = { ...process.env };
let stop: () => Promise<void> = async () => undefined;
beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'OPS', AWS_SECRET_ACCESS_KEY: 'secret' });
});
afterEach(async () => {
  process.env = { ...environment };
  jest.restoreAllMocks();
  await stop();
  stop = async () => undefined;
});

const OUTPUT =
  '<member><OutputKey>WebhooksFunctionName</OutputKey><OutputValue>signpost-prod-webhooks</OutputValue></member>';

async function stackWith(outputs: string, answer: unknown = []): Promise<void> {
  const answers: Answers = ({ service, action }) => {
    if (service === 'cloudformation') return [200, outputs];
    return action === 'POST /2015-03-31/functions/signpost-prod-webhooks/invocations'
      ? [200, JSON.stringify(answer)]
      : undefined;
  };
  const { url, close } = await standInForAws(answers);
  process.env.AWS_ENDPOINT_URL = url;
  stop = close;
}

test('a stage without webhooks is told where to set them', async () => {
  await stackWith('');
  await expect(webhooksTest(['--stage', 'prod'])).rejects.toThrow(
    'the stage prod has no webhooks: set `webhooks` in infra/settings.yml, and deploy it.',
  );
});

test('a function that fails is no webhook that said nothing', async () => {
  await stackWith(OUTPUT, { errorType: 'Error', errorMessage: 'The secret of the webhook x is none' });
  await expect(webhooksTest(['--stage', 'prod'])).rejects.toThrow(
    'signpost-prod-webhooks failed: The secret of the webhook x is none',
  );
});

test('each webhook has a line, and one that did not take the test makes the status 1', async () => {
  const written: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
  await stackWith(OUTPUT, [
    { url: 'https://a.example/', outcome: 'taken', status: 200 },
    { url: 'https://b.example/', outcome: 'failed', reason: 'no answer within 15 s' },
  ]);
  expect(await webhooksTest(['--stage', 'prod'])).toBe(1);
  expect(written).toEqual([
    'https://a.example/: took it, 200\n',
    'https://b.example/: did not take it, no answer within 15 s\n',
  ]);
});
