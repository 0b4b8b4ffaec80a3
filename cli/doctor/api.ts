import { z } from 'zod';
import { ask, askApi, type Check, type DoctorContext, type Outcome } from './check.ts';
import { clockOutcome } from './machine.ts';

export const api: Check = {
  name: 'API',
  needs: ['api'],
  advice: 'Is this the short domain’s address, and does DNS lead to the distribution `Links`?',
  run: async context => {
    const response = await ask(context, `${context.api}/api/openapi.json`);
    const document = z
      .object({ openapi: z.string() })
      .safeParse(await response.json().catch(() => undefined));
    if (!response.ok || !document.success)
      return { state: 'fail', text: `${context.api} answers ${response.status}, not as Signpost’s API does` };
    const version = await versionOf(context);
    return {
      state: 'ok',
      text: `${context.api} answers${version === undefined ? '' : `: Signpost ${version}`}`,
      found: ['answers'],
    };
  },
};

const Settings = z.object({ version: z.string(), stage: z.string() });

/** Only who has a key is told. */
async function versionOf(context: DoctorContext): Promise<string | undefined> {
  if (!context.key) return undefined;
  const response = await askApi(context, '/api/settings');
  const read = Settings.safeParse(await response.json().catch(() => undefined));
  return read.success ? `${read.data.version}, stage ${read.data.stage}` : undefined;
}

export const clock: Check = {
  name: 'Clock',
  needs: ['answers'],
  advice: 'Have this machine set its clock by the network: AWS refuses what is signed at another time.',
  run: async context => {
    const response = await ask(context, `${context.api}/api/openapi.json`, { method: 'HEAD' });
    return clockOutcome(context.clock.now(), response.headers.get('date'));
  },
};

const Key = z.object({ name: z.string(), scopes: z.array(z.string()), expiresAt: z.string().optional() });

export const key: Check = {
  name: 'Key',
  needs: ['answers', 'key'],
  advice:
    '`signpost keys create` makes another; the very first one is made by `signpost keys create --table`.',
  run: async context => {
    const response = await askApi(context, '/api/keys/me');
    if (response.status === 401) return { state: 'fail', text: 'is not taken: unknown, revoked or expired' };
    const read = Key.safeParse(await response.json().catch(() => undefined));
    if (!read.success) return { state: 'warn', text: `the API answers ${response.status} when asked for it` };
    const { name, scopes, expiresAt } = read.data;
    const mayWrite = scopes.includes('admin') || scopes.includes('links:write');
    const end = expiresAt === undefined ? '' : `, until ${expiresAt.slice(0, 10)}`;
    return {
      state: 'ok',
      text: `“${name}” may ${scopes.join(', ')}${end}`,
      ...(mayWrite && { found: ['writes'] }),
    };
  },
};

const Created = z.object({ slug: z.string(), shortUrl: z.string() });

export const link: Check = {
  name: 'Link',
  needs: ['answers', 'key', 'writes'],
  advice:
    'docs/operate.md has what each alarm means; the logs of the functions `redirect` and `links` say more.',
  run: context => withTemporaryLink(context, (address, url) => followed(context, address, url)),
};

/** Makes a link, has it looked at, and deletes it again, whatever comes of that. */
async function withTemporaryLink(
  context: DoctorContext,
  look: (address: string, url: string) => Promise<Outcome>,
): Promise<Outcome> {
  // A destination that nobody would take for their own, and that leads nowhere: https://www.rfc-editor.org/rfc/rfc2606
  const url = `https://signpost-doctor.example/${context.random(6).toString('hex')}`;
  const created = await askApi(context, '/api/links', {
    method: 'POST',
    body: JSON.stringify({ url, title: 'signpost doctor: a temporary link' }),
  });
  const read = Created.safeParse(await created.json().catch(() => undefined));
  if (!created.ok || !read.success)
    return { state: 'fail', text: `a link could not be made: the API answers ${created.status}` };
  // At the address that was asked: DNS may not lead to a short domain yet.
  const address = new URL(new URL(read.data.shortUrl).pathname, context.api).href;
  try {
    return await look(address, url);
  } finally {
    await askApi(context, `/api/links/${encodeURIComponent(read.data.slug)}`, { method: 'DELETE' });
  }
}

export const keptLink: Check = {
  name: 'Edge: link',
  needs: ['answers', 'key', 'writes'],
  assumes: 'the second follow of a link is answered from the cache, with Strict-Transport-Security',
  advice: 'AWS differs from what is assumed here: each follow would cost a call of a function.',
  run: context =>
    withTemporaryLink(context, async address => {
      const [first, second] = [await ask(context, address), await ask(context, address)];
      const cache = ({ headers }: Response) => headers.get('x-cache') ?? 'no x-cache';
      const hsts = second.headers.get('strict-transport-security') ?? 'no Strict-Transport-Security';
      const isKept = second.status === first.status && /^(refresh)?hit /i.test(cache(second));
      return {
        state: isKept && hsts.startsWith('max-age=') ? 'ok' : 'fail',
        text: `${first.status}, ${cache(first)}; then ${second.status}, ${cache(second)}, ${hsts}`,
      };
    }),
};

async function followed(context: DoctorContext, address: string, url: string): Promise<Outcome> {
  const response = await ask(context, address);
  const location = response.headers.get('location');
  if (![301, 302, 307, 308].includes(response.status) || location !== url)
    return {
      state: 'fail',
      text: `a new link answers ${response.status}, and leads to ${location ?? 'nothing'}`,
    };
  const kept = response.headers.get('cache-control') ?? '';
  // A plain 301 stays in browsers for ever; a minute at the edge is what makes following fast.
  if (!/\bmax-age=0\b/.test(kept) || !/\bs-maxage=\d+/.test(kept))
    return {
      state: 'warn',
      text: `a new link is followed, but Cache-Control is “${kept}”, not max-age=0, s-maxage=…`,
      advice:
        'Something between you and CloudFront changes headers: edits of links would not reach browsers.',
    };
  return { state: 'ok', text: `a new link is followed by ${response.status}, ${kept}; it is deleted again` };
}
