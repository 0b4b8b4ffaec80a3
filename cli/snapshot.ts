import type { Schemas } from '../client/client.ts';
import { systemClock as clock } from '../core/clock.ts';
import { ApiRefusal, answered, apiOf } from './api.ts';
import { connectionOf } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { RefusedError, UnreachableError } from './faults.ts';
import { facts, json, minute, print } from './output/output.ts';
import { SnapshotsClient } from './snapshots-client.ts';

interface SnapshotFlags extends ConnectionOptions {
  html?: true | undefined;
  markdown?: true | undefined;
  rerender?: true | undefined;
  json?: true | undefined;
}

/** A page that is rendered at all is so within a minute or two. */
const PATIENCE_MS = 180_000;
const POLL_MS = 1_000;

/**
 * `signpost snapshots get`.
 *
 * @throws RefusedError where nothing is stored or the render failed; what the API refuses
 */
export async function snapshotCommand(url: string, flags: SnapshotFlags): Promise<void> {
  if (flags.rerender) await rerendered(url, flags);
  const call = apiOf(flags).GET('/api/snapshots/page', { params: { query: { url } } });
  const page = await answered(call).catch(error => {
    throw error instanceof ApiRefusal && error.status === 404
      ? new RefusedError(
          `nothing is stored of ${url}: \`signpost snapshots get ${url} --rerender\` has it rendered`,
        )
      : error;
  });
  if (page.isCut)
    process.stderr.write('It is too long for an answer, and ends early here; crawlers get all of it.\n');
  if (flags.json) return await print(json(page));
  if (flags.html) return await print(page.html);
  if (!flags.markdown) return await print(describePage(page));
  if (page.markdown === undefined) throw new RefusedError(`no Markdown is stored of ${url}`);
  await print(page.markdown);
}

async function rerendered(url: string, flags: SnapshotFlags): Promise<void> {
  const client = new SnapshotsClient({ ...connectionOf(flags), fetch, clock });
  const queuedAt = await client.order([url]);
  while (clock.now() - queuedAt < PATIENCE_MS) {
    const [page] = await client.find([url]);
    if ((page?.renderedAt ?? 0) >= queuedAt) return;
    if ((page?.failedAt ?? 0) >= queuedAt) throw new RefusedError(`the render failed: ${page?.error}`);
    await clock.sleep(POLL_MS);
  }
  throw new UnreachableError(`no renderer is at work; the page stays ordered`);
}

function describePage(page: Schemas['SnapshotPage']): string {
  const { url, status, location, renderedAt, dueAt, htmlBytes, headers, facts: said } = page;
  const pairs = (metas: { name: string; content: string }[]) =>
    metas.map(({ name, content }, at) => [at === 0 ? 'card' : '', `${name}: ${content}`] as const);
  return facts([
    ['page', url],
    ['status', location === undefined ? status : `${status}, to ${location}`],
    ['rendered', `${minute(renderedAt)}${dueAt ? `, again ${minute(dueAt)}` : ''}`],
    ['size', `${htmlBytes} bytes, ${said.words} words, ${said.links} links`],
    ...Object.entries(headers).map(([name, value]) => ['header', `${name}: ${value}`] as const),
    ['title', said.title],
    ['description', said.description],
    ['canonical', said.canonical.join(', ')],
    ['language', said.lang],
    ['robots', said.robots.map(({ name, content }) => `${name}: ${content}`).join('; ')],
    ...said.h1.map((text, at) => [at === 0 ? 'h1' : '', text] as const),
    ...said.h2.map((text, at) => [at === 0 ? 'h2' : '', text] as const),
    ...pairs([...said.openGraph, ...said.twitter]),
    ['JSON-LD', said.jsonLd.join(', ')],
    ['broken JSON-LD', said.brokenJsonLd || undefined],
  ]);
}
