import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { LinkEvent } from '../../core/events/event.ts';
import type { Template } from '../../local/template/template.ts';
import { EVENTS, packagedVariant } from '../infra/project.ts';
import { type Booted, boot, createLink, KEY, ROOT, temporaryFolder, until } from './cloud.ts';
import { askApi } from './documented.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** No answer at all. */
const HANG = 0;

/** Takes what is posted, and answers what it is told to. */
const received: Received[] = [];
let answer: (event: LinkEvent) => number = () => 204;
let receiver: Server;
let app: Booted;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

/** The webhook of the settings, at the port where somebody listens. */
function listening({ Resources }: Template): void {
  const { port } = receiver.address() as AddressInfo;
  for (const id of ['EventsLambdaFunction', 'WebhooksLambdaFunction']) {
    const environment = Resources[id]?.Properties?.Environment;
    const { Variables } = environment as { Variables: Record<string, string> };
    Variables.WEBHOOKS = (Variables.WEBHOOKS ?? '').replace('localhost:9/', `localhost:${port}/`);
  }
}

const start = async (change: (template: Template) => void = () => undefined) => {
  const { root } = await packagedVariant(EVENTS);
  const changed = (template: Template) => {
    listening(template);
    change(template);
  };
  app = await boot({ data: folder.data, root, change: changed });
};

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    received.push({ headers: request.headers, body });
    const status = answer(JSON.parse(body));
    const asking = status === 503 ? { 'retry-after': '12' } : {};
    if (status !== HANG) response.writeHead(status, asking).end();
  });
  await new Promise<void>(resolve => receiver.listen(0, 'localhost', resolve));
  folder = await temporaryFolder();
  await start();
}, 300_000);
afterAll(async () => {
  await app?.stop();
  receiver.closeAllConnections();
  await new Promise(resolve => receiver.close(resolve));
  await folder.remove();
});
beforeEach(() => {
  received.length = 0;
  answer = () => 204;
});

const ask = async (method: string, path: string, body?: object) => {
  const response = await askApi(app.short, method, path, { key: KEY, body });
  expect(response.status).toBeLessThan(300);
};
const eventsOf = (slug: string): LinkEvent[] => {
  const all = received.map(({ body }) => JSON.parse(body) as LinkEvent);
  const { linkId } = all.find(event => event.link.slug === slug) ?? {};
  return all.filter(event => event.linkId === linkId);
};
/** What was put on the bus, of a link. */
const onBus = (linkId: string | undefined): LinkEvent[] =>
  app.logs
    .filter(line => line.startsWith('event-bus: signpost-local-links signpost link.'))
    .map(line => JSON.parse(line.slice(line.indexOf('{'))) as LinkEvent)
    .filter(event => event.linkId === linkId);

/** Whether nothing waits for the webhook, and nothing is being told. */
const isAllTold = async (): Promise<boolean> => {
  const QueueUrl = app.cloud.stack.ref('WebhooksQueue');
  const { Attributes = {} } = await app.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: underWay } =
    Attributes;
  return waiting === '0' && underWay === '0';
};

/** The webhook's secrets, the new one and the one before, as the local cloud has made them up. */
const secretsOf = (): [string, string] => {
  const secrets = JSON.parse(readFileSync(join(app.data, 'secrets.json'), 'utf8')) as Record<string, string>;
  return [secrets['signpost/webhook'] ?? '', secrets['signpost/webhook-1'] ?? ''];
};

const summary = ({ type, version, action, link }: LinkEvent) => [type, version, action, link.slug];

test('each change of a link comes to the bus and to the webhook, in order, and its signature holds', async () => {
  await createLink(app.short, { url: 'https://example.com/', slug: 'spring', password: 'open sesame' });
  await ask('PATCH', '/api/links/spring', { title: 'Spring' });
  await ask('PATCH', '/api/links/spring', { slug: 'summer' });
  await ask('DELETE', '/api/links/summer');
  await ask('POST', '/api/links/summer/restore');
  await until(() => eventsOf('spring').length >= 5);
  const told = eventsOf('spring');
  expect(told.map(summary)).toEqual([
    ['link.created', 1, undefined, 'spring'],
    ['link.updated', 2, 'edit', 'spring'],
    ['link.updated', 3, 'rename', 'summer'],
    ['link.deleted', 4, undefined, 'summer'],
    ['link.updated', 5, 'restore', 'summer'],
  ]);
  expect(told[1]?.changed).toEqual(['title']);
  expect(told[0]?.link).toMatchObject({ shortUrl: `${app.short}/spring`, hasPassword: true });
  expect(JSON.stringify(told)).not.toMatch(/sesame|"hash"|"salt"/);
  for (const webhook of secretsOf().map(secret => new Webhook(secret)))
    for (const { headers, body } of received)
      expect(webhook.verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
  expect(onBus(told[0]?.linkId)).toEqual(told);
});

test('a webhook that fails is told again until it takes it, not before it asked to be, and meanwhile nothing newer of that link; others do not wait', async () => {
  const tried: string[] = [];
  answer = ({ link: { slug, version } }) => {
    tried.push(`${slug} ${version}`);
    return slug === 'stuck' && tried.filter(each => each === 'stuck 1').length < 2 ? 503 : 200;
  };
  await createLink(app.short, { url: 'https://example.com/', slug: 'stuck' });
  await ask('PATCH', '/api/links/stuck', { title: 'Newer' });
  await until(() => tried.includes('stuck 1'));
  await createLink(app.short, { url: 'https://example.com/', slug: 'other' });
  await until(() => tried.includes('stuck 2'));
  expect(tried.filter(each => each.startsWith('stuck'))).toEqual(['stuck 1', 'stuck 1', 'stuck 2']);
  expect(tried.indexOf('other 1')).toBeLessThan(tried.indexOf('stuck 2'));
  expect(app.logs.join('\n')).toMatch(/"status":503,"askedSeconds":12,"againInSeconds":1[2-5]\b/);
});

describe('docs/events.md', () => {
  const blocks = [...readFileSync(join(ROOT, 'docs/events.md'), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const block = (language: string, holds: string) =>
    blocks.find(([, own, text = '']) => own === language && text.includes(holds))?.[2] ?? '';

  test('what receives there takes what we send, with the secret before as well, once for each version, and nothing else', async () => {
    const [secret, former] = secretsOf();
    writeFileSync(join(folder.data, 'verify.mjs'), block('js', 'export function verified'));
    writeFileSync(join(folder.data, 'receive.mjs'), block('js', 'createServer'));
    await createLink(app.short, { url: 'https://example.com/', slug: 'shown' });
    await until(() => eventsOf('shown').length === 1);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    const env = { PATH: process.env.PATH, PORT: '0', WEBHOOK_SECRET: former };
    const child = spawn(process.execPath, [join(folder.data, 'receive.mjs')], { env });
    let printed = '';
    child.stdout.on('data', chunk => (printed += chunk));
    try {
      await until(() => printed.includes('listening on'));
      const port = /listening on (\d+)/.exec(printed)?.[1];
      const signed = Object.entries(headers).filter(([name]) => name.startsWith('webhook-'));
      const send = async (text: string) => {
        const own = Object.fromEntries(signed) as Record<string, string>;
        return (await fetch(`http://localhost:${port}`, { method: 'POST', headers: own, body: text })).status;
      };
      expect([await send(body), await send(body), await send(`${body} `)]).toEqual([204, 204, 401]);
      expect(printed.split('\n').slice(1)).toEqual([`link.created ${app.short}/shown`, '']);
    } finally {
      child.kill();
    }
    const script = block('sh', 'openssl dgst');
    const { stdout } = await promisify(execFile)('sh', ['-c', script], {
      env: {
        PATH: process.env.PATH,
        SECRET: secret,
        ID: String(headers['webhook-id']),
        TIMESTAMP: String(headers['webhook-timestamp']),
        BODY: body,
      },
    });
    expect(String(headers['webhook-signature']).split(' ')[0]).toBe(`v1,${stdout.trim()}`);
  });

  test('signpost webhooks test has each webhook sent a test, and says what it answered', async () => {
    const run = async () => {
      const env = { ...process.env, AWS_ENDPOINT_URL: app.cloud.endpoint };
      const args = ['cli/signpost.js', 'webhooks', 'test', '--stage', 'local'];
      const done = promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
      return await done.then(
        ({ stdout }) => [0, stdout],
        ({ code, stdout }) => [code, stdout],
      );
    };
    expect(await run()).toEqual([0, expect.stringMatching(/^http:\/\/localhost:\d+\/hook: took it, 204\n$/)]);
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      { id: received[0]?.headers['webhook-id'], type: 'test', time: expect.any(String) },
    ]);
    answer = () => 500;
    expect(await run()).toEqual([1, expect.stringContaining('did not take it, 500')]);
  });
});

test('their roles may do nothing that they never do', () => {
  const unused = app.cloud.access.unused().filter(grant => /^(Events|Webhooks)Role/.test(grant));
  expect(unused.filter(grant => !/ logs:/.test(grant))).toEqual([]); // lines are written by nobody’s leave here
});

test('what a restore brings is no news to another stage, and what happens there afterwards is', async () => {
  const signpost = (cloud: Booted, ...args: string[]) =>
    promisify(execFile)(process.execPath, ['cli/signpost.js', ...args, '--stage', 'local'], {
      cwd: ROOT,
      env: { ...process.env, AWS_ENDPOINT_URL: cloud.cloud.endpoint },
    });
  for (const slug of ['kept-1', 'kept-2']) await createLink(app.short, { url: 'https://example.com/', slug });
  await ask('PATCH', '/api/links/kept-2', { title: 'Changed' });
  await until(async () => eventsOf('kept-2').length === 2 && (await isAllTold()));
  const backup = join(folder.data, 'backup');
  await signpost(app, 'backup', backup);
  received.length = 0;
  const { root } = await packagedVariant(EVENTS);
  const other = await boot({ data: join(folder.data, 'other'), root, change: listening });
  try {
    await signpost(other, 'restore', backup, '--merge');
    await askApi(other.short, 'PATCH', '/api/links/kept-2', { key: KEY, body: { title: 'Here' } });
    await createLink(other.short, { url: 'https://example.com/', slug: 'new-here' });
    // The stream tells writes in their order: whatever the restore had said came before these.
    await until(() => received.length >= 2);
    expect(received.map(({ body }) => summary(JSON.parse(body)))).toEqual([
      ['link.updated', 3, 'edit', 'kept-2'],
      ['link.created', 1, undefined, 'new-here'],
    ]);
    const onItsBus = other.logs.filter(line => line.startsWith('event-bus: signpost-local-links signpost'));
    expect(onItsBus).toHaveLength(2);
  } finally {
    await other.stop();
  }
});

test('what was changed while nobody told of it is told after the next start, once', async () => {
  await createLink(app.short, { url: 'https://example.com/', slug: 'before' });
  // One that was told, and not yet taken from the queue, would hold up what follows for as long as the queue hides it.
  await until(async () => eventsOf('before').length === 1 && (await isAllTold()));
  await app.stop();
  await start();
  await ask('PATCH', '/api/links/before', { title: 'After' });
  await until(() => eventsOf('before').length === 2);
  expect(eventsOf('before').map(({ version }) => version)).toEqual([1, 2]);
});

test('what a worker was at when it died is delivered again, and before what is behind it', async () => {
  await app.stop();
  await start(({ Resources }) => {
    Object.assign(Resources.WebhooksLambdaFunction?.Properties ?? {}, { Timeout: 3 });
    Object.assign(Resources.WebhooksQueue?.Properties ?? {}, { VisibilityTimeout: 5 });
  });
  const tried: number[] = [];
  answer = ({ version, link }) => {
    if (link.slug === 'died') tried.push(version);
    return tried.length === 1 ? HANG : 204; // the function's time ends, and its instance is thrown away
  };
  await createLink(app.short, { url: 'https://example.com/', slug: 'died' });
  await ask('PATCH', '/api/links/died', { title: 'Newer' });
  await until(() => tried.includes(2));
  expect(tried.slice(0, 2)).toEqual([1, 1]);
  expect([...tried].sort()).toEqual(tried);
  expect(app.logs.join('\n')).toMatch(/WebhooksDeliveries: .*timed out/);
});
