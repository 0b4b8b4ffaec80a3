import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { CATEGORIES, DEFAULT_POLICY } from '../../core/crawlers/policy.ts';
import { systemRandom } from '../../core/ids.ts';
import { SCOPES } from '../../core/keys/key.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());

const keyWith = async (key: object) => {
  const keys = createKeyStore(links.tables.keys, systemClock, systemRandom);
  return { authorization: `Bearer ${(await keys.create({ name: 'test', ...key })).secret}` };
};

describe('GET /api/settings', () => {
  test('the settings of infra/settings.yml, by which the function runs', async () => {
    const { status, headers, body } = await links.ask('/api/settings');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
    expect(body).toEqual({
      version: '0.0.0',
      stage: 'dev',
      shortDomains: [
        {
          host: 'go.example.com',
          origin: 'https://go.example.com',
          isDefault: true,
          caseSensitive: true,
          slugsWithDots: false,
          robots: 'all',
          appLinks: { apple: false, android: false },
        },
      ],
      links: { urlSchemes: ['http', 'https'], blockedHosts: [], defaults: { status: 301, maxAge: 60 } },
      site: {
        hosts: ['www.example.com'],
        pageParameters: ['page'],
        sitemap: '/sitemap.xml',
        htmlPages: false,
        viewerRequest: 'lambda',
        renderer: 'lambda',
        renderIsolation: 'shared',
      },
      limits: {
        readsPerKey: 1200,
        writesPerKey: 600,
        requestsPerSecond: 500,
        requestsAtOnce: 1000,
        rendersPerMinute: 300,
        rendersPerClient: 10,
        rendersPerDay: 50_000,
        renderDeadlineMs: 4000,
      },
      crawlers: {
        categories: CATEGORIES.map(category => ({
          category,
          who: expect.any(String),
          gets: DEFAULT_POLICY.app.includes(category) ? 'app' : 'page',
          isDefault: true,
        })),
        names: [],
      },
      parts: { events: false, webhooks: 0, webRisk: false, loki: false, indexNow: false },
    });
  });

  test.each(SCOPES.map(scope => [scope]))('any key sees them: one with nothing but %s', async scope => {
    const headers = await keyWith({ scopes: [scope], limits: { tags: ['letter'] } });
    expect((await links.ask('/api/settings', { headers })).status).toBe(200);
  });

  test('nobody without a key does, and nobody changes them', async () => {
    expect((await links.ask('/api/settings', { headers: { authorization: '' } })).status).toBe(401);
    const { status, headers } = await links.send('PATCH', '/api/settings', {});
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await links.ask('/api/settings/x')).status).toBe(404);
  });

  test('its document says of each field where to change it', async () => {
    const { schemas } = (await links.ask('/api/openapi.json')).body.components;
    const unsaid = fieldsIn(schemas.Settings, schemas).filter(
      ([, words]) => !/infra\/settings\.yml: \w|with the link\.$|package\.json/.test(words),
    );
    expect(unsaid.map(([name]) => name)).toEqual([
      'stage', // by which block is deployed
      'shortDomains.origin', // follow from others
      'shortDomains.isDefault',
      'crawlers.categories.who',
      'crawlers.categories.isDefault',
    ]);
  });
});

interface Schema {
  $ref?: string;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Each field that is said to be set somewhere: those without a description of their own lie within one that has it. */
function fieldsIn(schema: Schema, schemas: Record<string, Schema>, path = ''): [string, string][] {
  const whole = schema.$ref ? (schemas[schema.$ref.replace(/.*\//, '')] ?? {}) : schema;
  if (whole.items) return fieldsIn(whole.items, schemas, path);
  return Object.entries(whole.properties ?? {}).flatMap(([name, each]) => {
    const inner = fieldsIn(each, schemas, `${path}${name}.`);
    const own: [string, string][] =
      each.description && inner.length === 0 ? [[`${path}${name}`, each.description]] : [];
    return [...own, ...inner];
  });
}
