import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { LinkEvent } from '../../core/events/event.ts';
import type { Template } from '../../local/template/template.ts';
import { EVENTS, packagedVariant } from '../infra/project.ts';
import { type Booted, boot, createLink, KEY, temporaryFolder, until } from './cloud.ts';
import { askApi } from './documented.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

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
    const { Variables } = Resources[id]?.Properties?.Environment as { Variables: Record<string, string> };
    Variables.WEBHOOKS = (Variables.WEBHOOKS ?? '').replace('localhost:9/', `localhost:${port}/`);
  }
}

const start = async () => {
  const { root } = await packagedVariant(EVENTS);
  app = await boot({ data: folder.data, root, change: listening });
};

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    received.push({ headers: request.headers, body });
    response.writeHead(answer(JSON.parse(body))).end();
  });
  await new Promise<void>(resolve => receiver.listen(0, 'localhost', resolve));
  folder = await temporaryFolder();
  await start();
}, 300_000);
afterAll(async () => {
  await app?.stop();
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
  const secrets = JSON.parse(readFileSync(join(app.data, 'secrets.json'), 'utf8')) as Record<string, string>;
  const webhook = new Webhook(secrets['signpost/webhook'] ?? '');
  for (const { headers, body } of received)
    expect(webhook.verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
  expect(onBus(told[0]?.linkId)).toEqual(told);
});

test('what was changed while nobody told of it is told after the next start, once', async () => {
  await createLink(app.short, { url: 'https://example.com/', slug: 'before' });
  await until(() => eventsOf('before').length === 1);
  await app.stop();
  await start();
  await ask('PATCH', '/api/links/before', { title: 'After' });
  await until(() => eventsOf('before').length === 2);
  expect(eventsOf('before').map(({ version }) => version)).toEqual([1, 2]);
});
