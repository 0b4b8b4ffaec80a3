import { expect, test } from '@jest/globals';
import { StrictLoki } from '../core/loki/strict-loki.ts';
import { boot, CHROME, createLink, GOOGLEBOT, get, temporaryFolder, until } from './cloud.ts';

test('each request of both distributions is a line in Loki, once, and nobody’s address is', async () => {
  const loki = new StrictLoki({ now: Date.now, tenant: 'team' });
  const { url, stop } = await loki.start();
  const { data, remove } = await temporaryFolder();
  const app = await boot({ data, parameters: { LokiUrl: url, LokiTenant: 'team' } });
  try {
    await createLink(app.short, { url: 'https://example.com/', slug: 'spring' });
    for (const agent of [CHROME, GOOGLEBOT]) await get(`${app.short}/spring?a=1`, { 'user-agent': agent });
    await get(`${app.site}/`, { 'user-agent': CHROME });
    const found = () => loki.taken.filter(({ metadata }) => metadata.path === '/spring');
    const ofSite = () => loki.taken.filter(({ metadata }) => metadata.path === '/');
    await until(() => found().length >= 2 && ofSite().length >= 1);
    await until(() => app.logs.some(line => line.includes('log file shipped')));
    const ofFunctions = () => loki.taken.filter(({ stream }) => stream.source === 'lambda');
    const answered = () => ofFunctions().find(({ text }) => text.includes('"message":"answered"'));
    await until(() => answered() !== undefined);
    expect(answered()).toMatchObject({
      stream: { function: expect.stringMatching(/-links$/), level: 'info' },
      text: expect.stringContaining('"method":"POST","path":"/api/links","status":201'),
      metadata: { request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    await until(() => ofFunctions().some(({ text }) => text.includes('log file shipped')));
    const ofRequests = loki.taken.filter(({ stream }) => stream.source !== 'lambda');
    const ids = ofRequests.map(({ metadata }) => metadata.request_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      found()
        .map(({ stream }) => stream.client)
        .sort(),
    ).toEqual(['crawler', 'person']);
    expect(JSON.stringify(loki.taken)).not.toMatch(/127\.0\.0\.1|::1|a=1/);
  } finally {
    await app.stop();
    await stop();
    await remove();
  }
});
