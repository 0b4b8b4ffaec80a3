import { createRequire } from 'node:module';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { EVENT_TYPES } from '../../core/events/event.ts';
import { MOST_TRIES } from '../../core/events/retry.ts';
import { addEvents, type EventSettings } from '../../infra/events.cjs';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { EVENTS, packagedVariant } from './project.ts';

/** By default; with all that is told of links. */
let template: Template;
let full: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
  full = (await packagedVariant(EVENTS)).template;
}, 300_000);

const own = ({ Resources, Outputs = {} }: Template) =>
  [...Object.keys(Resources), ...Object.keys(Outputs)].filter(id => /^(Events|Webhooks)/.test(id));
const variables = ({ Resources }: Template, id: string) =>
  (Resources[id]?.Properties?.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables;
const policies = ({ Resources }: Template) =>
  ((Resources.EventsRole?.Properties?.Policies ?? []) as { PolicyName: string }[]).map(
    each => each.PolicyName,
  );
/** The full template with less asked for. */
const less = (settings: EventSettings): Template => {
  const copy = structuredClone(full);
  addEvents(copy, settings);
  return copy;
};
const HOOK = { url: 'https://example.com', secret: 'signpost/webhook' };

test('by default there is nothing of events, and the table has no stream', () => {
  expect(own(template)).toEqual([]);
  expect(template.Resources.LinksTable?.Properties).not.toHaveProperty('StreamSpecification');
  expect(JSON.stringify(template)).not.toMatch(/WEBHOOK|EVENT_BUS|events:PutEvents/);
});

test('with both there are all parts, and the table has a stream of items as they were and are', () => {
  expect(own(full)).toEqual(
    expect.arrayContaining(['EventsBus', 'EventsLambdaFunction', 'WebhooksQueue', 'WebhooksLambdaFunction']),
  );
  expect(full.Resources.LinksTable?.Properties?.StreamSpecification).toEqual({
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  });
});

test('with a bus alone there is nothing of webhooks', () => {
  const bus = less({ events: true, webhooks: [] });
  expect(own(bus).filter(id => id.startsWith('Webhooks'))).toEqual([]);
  expect(variables(bus, 'EventsLambdaFunction')).toMatchObject({
    EVENT_BUS: { Ref: 'EventsBus' },
    WEBHOOKS: '[]',
    WEBHOOKS_QUEUE: '',
  });
  expect(policies(bus)).toEqual(['read-stream', 'bus']);
  expect(JSON.stringify(bus)).not.toMatch(/"Webhooks/);
});

test('with webhooks alone there is no bus', () => {
  const webhooks = less({ webhooks: [HOOK] });
  expect(own(webhooks).filter(id => id.startsWith('EventsBus'))).toEqual([]);
  expect(variables(webhooks, 'EventsLambdaFunction')).toMatchObject({ EVENT_BUS: '' });
  expect(policies(webhooks)).toEqual(['read-stream', 'webhooks']);
  expect(JSON.stringify(webhooks)).not.toMatch(/"EventsBus/);
});

describe.each<[what: string, settings: EventSettings]>([
  ['a bus', { events: true, webhooks: [] }],
  ['webhooks', { webhooks: [HOOK] }],
  ['both', { events: true, webhooks: [HOOK] }],
])('a stack that gets %s, and one that loses it', (_, settings) => {
  const others = (ids: object = {}) => Object.keys(ids).filter(id => !/^(Events|Webhooks)/.test(id));

  test('is not changed otherwise, but for the table’s stream, which replaces nothing', () => {
    const { Resources: before } = template;
    const { Resources: after } = less(settings);
    expect(others(after).sort()).toEqual(Object.keys(before).sort());
    // What is in the zips is another time's, and says so.
    const text = (resource: object | undefined) =>
      JSON.stringify(resource).replace(/"S3Key":"[^"]*"/, '"S3Key":"a zip"');
    const changed = others(after).filter(id => text(before[id]) !== text(after[id]));
    expect(changed).toEqual(['LinksTable']);
    const { StreamSpecification, ...table } = after.LinksTable?.Properties ?? {};
    expect([table, StreamSpecification]).toEqual([
      before.LinksTable?.Properties,
      { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ]);
  });

  test('has the same other outputs', () => {
    expect(others(less(settings).Outputs).sort()).toEqual(Object.keys(template.Outputs ?? {}).sort());
  });
});

describe('the environment of the functions', () => {
  test('names each webhook as the URL standard writes it, and of the secrets where AWS finds them', () => {
    const two = [
      { ...HOOK, events: ['link.deleted'] },
      { url: 'https://example.org/b', secret: 'other', formerSecret: 'before' },
    ];
    const asked = less({ webhooks: two });
    const WEBHOOKS =
      '[{"url":"https://example.com/","events":["link.deleted"]},{"url":"https://example.org/b"}]';
    expect(variables(asked, 'EventsLambdaFunction')).toMatchObject({ WEBHOOKS });
    expect(variables(asked, 'WebhooksLambdaFunction')).toMatchObject({
      WEBHOOKS,
      WEBHOOK_SECRETS:
        '{{resolve:secretsmanager:signpost/webhook:SecretString}},{{resolve:secretsmanager:other:SecretString}} {{resolve:secretsmanager:before:SecretString}}',
    });
  });

  test('of who makes the deliveries has the secrets, and no other', () => {
    const holders = Object.keys(full.Resources).filter(id =>
      JSON.stringify(variables(full, id) ?? {}).includes('signpost/webhook'),
    );
    expect(holders).toEqual(['WebhooksLambdaFunction']);
  });
});

test('the settings know each type of event', () => {
  const settings = createRequire(import.meta.url)('../../infra/check-settings.cjs') as { EVENTS: string[] };
  expect(settings.EVENTS).toEqual(EVENT_TYPES);
});

test('a delivery is tried as often as its queue allows, and hidden for six times what the function takes', () => {
  const { Timeout } = (full.Resources.WebhooksLambdaFunction?.Properties ?? {}) as { Timeout: number };
  const queue = full.Resources.WebhooksQueue?.Properties;
  expect(queue).toMatchObject({
    FifoQueue: true,
    VisibilityTimeout: 6 * Timeout,
    RedrivePolicy: { maxReceiveCount: MOST_TRIES },
  });
});
