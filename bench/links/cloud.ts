import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { startCloud } from '../../local/cloud.ts';
import { firstKey } from '../../local/start/first-key.ts';
import { operatorClients } from '../../local/start/operator.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import { serving } from './served.ts';

/** What the process tells once it can be asked. */
export interface ReadyCloud {
  /** The short domain's. */
  port: number;
  /** The address of its AWS, and its table of links. */
  endpoint: string;
  table: string;
}

// The local cloud with links to follow: as many as are said, `c0`, `c1`, … kept at the edge, and `u0`, … never.
const KEY = 'bench-key-0123456789';
const ROOT = new URL('../..', import.meta.url).pathname;
const links = Number(process.argv[2]);

const data = await mkdtemp(join(tmpdir(), 'signpost-bench-links-'));
const cloud = await startCloud({
  template: await packagedTemplate(ROOT),
  root: ROOT,
  dataDirectory: data,
  parameters: { ShortDomain: '{Links}', SiteDomain: '{Site}' },
  ports: { Links: 0, Site: 0 },
  unscheduled: [
    'IdentitiesLambdaFunction',
    'SitemapLambdaFunction',
    'RenderLambdaFunction',
    'RerenderLambdaFunction',
  ],
  clock: systemClock,
  random: systemRandom,
  log: () => undefined, // a function whose instances are all busy says so for each request that waits
});
const clients = operatorClients(cloud.endpoint);
const keys = { client: clients.dynamodb, table: cloud.stack.ref('KeysTable') };
await firstKey({ ...keys, clock: systemClock, random: systemRandom }, KEY);
const short = cloud.addresses.Links ?? '';
for (let n = 0; n < links; n++)
  for (const [slug, settings] of [
    [`c${n}`, { maxAge: 3600 }],
    [`u${n}`, { forwardQuery: true }],
  ] as const) {
    const url = `https://example.com/landing/${slug}`;
    const answer = await fetch(`${short}/api/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url, slug, ...settings }),
    });
    if (answer.status !== 201) throw new Error(`no link was made: ${await answer.text()}`);
  }
for (const client of Object.values(clients)) client.destroy();

const ready: ReadyCloud = {
  port: Number(new URL(short).port),
  endpoint: cloud.endpoint,
  table: cloud.stack.ref('LinksTable'),
};
serving(ready, async () => {
  await cloud.close();
  await rm(data, { recursive: true, force: true });
});
