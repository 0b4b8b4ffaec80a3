import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import {
  changeSetting,
  copyOfProject,
  type Deployed,
  packagedForDeploy,
  withoutChromium,
} from './project.ts';
import { entriesOf } from './zip.ts';

// What is deployed where others are told of links: its zips, started as Lambda does.

const SETTINGS = {
  events: 'true',
  webhooks:
    '[{ url: "https://example.com/hook", secret: signpost/webhook-2, formerSecret: signpost/webhook, events: [link.created] }]',
};
const secretOf = (name: string) => `whsec_${Buffer.alloc(32, name).toString('base64')}`;

const folder = mkdtempSync(join(tmpdir(), 'signpost-events-zips-'));
let copy: Awaited<ReturnType<typeof copyOfProject>>;
let deployed: Deployed;
let server: Server;
/** What was asked of what stands in for AWS, and for a webhook. */
const asked: { headers: IncomingHttpHeaders; path: string | undefined; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    asked.push({ headers: request.headers, path: request.url, body: Buffer.concat(parts).toString() });
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answerTo(JSON.parse(asked.at(-1)?.body ?? ''))));
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  copy = await copyOfProject();
  for (const [name, value] of Object.entries(SETTINGS)) await changeSetting(copy.project, name, value);
  await withoutChromium(copy.project);
  deployed = await packagedForDeploy(copy.project, 'prod');
}, 300_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise(resolve => server.close(resolve));
  await copy.remove();
});
beforeEach(() => {
  asked.length = 0;
});

/** As EventBridge does, and SQS, whose client compares what it sent with what came. */
function answerTo({ Entries = [] }: { Entries?: { Id?: string; MessageBody?: string }[] }): object {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  return {
    Entries: Entries.map(() => ({ EventId: 'x' })),
    Successful: Entries.map(({ Id, MessageBody = '' }) => ({
      Id,
      MessageId: 'x',
      MD5OfMessageBody: md5(MessageBody),
    })),
  };
}

const propertiesOf = (id: string) => deployed.template.Resources[id]?.Properties ?? {};

/** Unpacks a function's zip and starts it with the environment of the template, but for what AWS fills in. */
async function start(name: string, id: string, given: object, event: object): Promise<unknown> {
  const task = join(folder, name);
  for (const { name: file, content } of entriesOf(deployed.zips.get(name) ?? Buffer.alloc(0))) {
    mkdirSync(dirname(join(task, file)), { recursive: true });
    writeFileSync(join(task, file), content);
  }
  const { Handler, Environment } = propertiesOf(id) as {
    Handler: string;
    Environment: { Variables: Record<string, unknown> };
  };
  const [, file = '', exported = ''] = /^(.*)\.(\w+)$/.exec(Handler) ?? [];
  const script = `import(${JSON.stringify(join(task, `${file}.mjs`))})
    .then(all => all[${JSON.stringify(exported)}](${JSON.stringify(event)}))
    .then(answer => process.stdout.write('answer ' + JSON.stringify(answer)));`;
  const { port } = server.address() as AddressInfo;
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: `http://localhost:${port}`,
    ...Environment.Variables,
    ...given,
  };
  expect(Object.values(env).filter(value => typeof value !== 'string')).toEqual([]);
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: task,
    env: env as NodeJS.ProcessEnv,
  });
  const said = await saidBy(child);
  return JSON.parse(/answer (.*)$/s.exec(said)?.[1] ?? `{"said":${JSON.stringify(said)}}`);
}

async function saidBy(child: ChildProcess): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (said += chunk));
  await new Promise(resolve => child.once('close', resolve));
  return said;
}

test.each(['events', 'webhooks'])('%s.zip holds its bundle and nothing else', name => {
  const file = `dist/functions/${name}.mjs`;
  const found = entriesOf(deployed.zips.get(name) ?? Buffer.alloc(0)).map(({ name, crc }) => [name, crc]);
  expect(found).toEqual([[file, crc32(readFileSync(join(copy.project, file)))]]);
});

describe('started from its zip', () => {
  test('events tells of a write of the table: the queue of webhooks, and the bus', async () => {
    const record = {
      eventName: 'INSERT',
      dynamodb: {
        Keys: { slug: { S: 'a' } },
        NewImage: {
          slug: { S: 'a' },
          url: { S: 'https://example.com/' },
          id: { S: 'id' },
          version: { N: '1' },
          change: { S: 'made' },
          createdAt: { S: '2026-11-30T11:00:00.000Z' },
          createdBy: { S: 'key-1' },
        },
        SequenceNumber: '1',
      },
    };
    const { port } = server.address() as AddressInfo;
    const given = {
      SHORT_DOMAINS: '[{"name":""}]',
      SHORT_HOST: 'go.example.com',
      EVENT_BUS: 'bus',
      WEBHOOKS_QUEUE: `http://localhost:${port}/1/queue.fifo`,
    };
    const answer = await start('events', 'EventsLambdaFunction', given, { Records: [record] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(asked.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'AmazonSQS.SendMessageBatch',
      'AWSEvents.PutEvents',
    ]);
    for (const { body } of asked) expect(body).toContain('link.created');
  });

  test('webhooks has a webhook sent a test, which both of its secrets verify', async () => {
    const { port } = server.address() as AddressInfo;
    const url = `http://localhost:${port}/hook`;
    const answer = await start(
      'webhooks',
      'WebhooksLambdaFunction',
      {
        WEBHOOKS: JSON.stringify([{ url }]),
        WEBHOOK_SECRETS: filled(propertiesOf('WebhooksLambdaFunction')),
        WEBHOOKS_QUEUE: `http://localhost:${port}/1/queue.fifo`,
      },
      { test: true },
    );
    expect(answer).toEqual([{ url, outcome: 'taken', status: 200 }]);
    const [{ headers, body } = { headers: {}, body: '' }] = asked;
    for (const name of ['signpost/webhook', 'signpost/webhook-2'])
      expect(new Webhook(secretOf(name)).verify(body, headers as Record<string, string>)).toMatchObject({
        type: 'test',
      });
  });
});

/** The secrets where the template has their names, as CloudFormation fills them in. */
function filled(properties: object): string {
  const { Environment } = properties as { Environment: { Variables: Record<string, string> } };
  return (Environment.Variables.WEBHOOK_SECRETS ?? '').replace(
    /\{\{resolve:secretsmanager:([^:]+):SecretString\}\}/g,
    (_, name: string) => secretOf(name),
  );
}
