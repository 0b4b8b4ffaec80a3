import { DEFAULT_CRAWLER } from '../audit.ts';
import { ask, type Check, type DoctorContext, type Outcome } from './check.ts';

// What CloudFront does, beside what the local cloud assumes that it does: the rows of docs/deploy-checks.md that can be seen from outside.

const crawl = (context: DoctorContext, path: string, headers: Record<string, string> = {}) =>
  ask(context, `${context.site}${path}`, {
    headers: { 'user-agent': DEFAULT_CRAWLER, accept: 'text/html', ...headers },
  });

const cacheOf = (response: Response) => response.headers.get('x-cache') ?? 'no x-cache';

/** What was seen, which is as it is assumed or is not. */
const compared = (isAssumed: boolean, text: string): Outcome => ({ state: isAssumed ? 'ok' : 'fail', text });

const isHit = (response: Response) => /^(refresh)?hit /i.test(cacheOf(response));

const ADVICE = 'AWS differs from what is assumed here: docs/deploy-checks.md names what rests on it.';

/** Nothing can be seen of a page that is not there yet. */
const NOT_YET: Outcome = { state: 'warn', text: 'the page is being rendered: try again' };

/** A page, asked until it is stored: the first time it may be rendered yet. */
export const kept: Check = {
  name: 'Edge: page',
  needs: ['site'],
  assumes: 'a crawler’s second request of a page is answered from the cache',
  advice: ADVICE,
  run: async context => {
    const first = await crawl(context, '/');
    if (first.status === 503) return NOT_YET;
    const second = await crawl(context, '/');
    return compared(
      isHit(second),
      `${first.status}, ${cacheOf(first)}; then ${second.status}, ${cacheOf(second)}`,
    );
  },
};

export const storedMissing: Check = {
  name: 'Edge: 404',
  needs: ['site'],
  assumes: 'the stored page of a missing one is 404 each time: its metadata reaches origin-response',
  advice: ADVICE,
  run: async context => {
    const path = `/signpost-doctor/${context.random(6).toString('hex')}`;
    const [first, second] = [await crawl(context, path), await crawl(context, path)];
    if (first.status === 503 || second.status === 503) return NOT_YET;
    const text = `${first.status}, ${cacheOf(first)}; then ${second.status}, ${cacheOf(second)}`;
    if (first.status === 200)
      return {
        state: 'warn',
        text: `${text}: the app does not say that it has no such page`,
        advice: 'Have it say so: then this can be seen.',
      };
    return compared(first.status === second.status && [404, 410].includes(second.status), text);
  },
};

/** By name what a header has to hold. infra/policies.yml sets them. */
const HEADERS: Record<string, RegExp> = {
  'strict-transport-security': /^max-age=63072000$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^strict-origin-when-cross-origin$/,
  'content-security-policy': /frame-ancestors 'self'/,
  'x-signpost-site': /./,
};

export const headers: Check = {
  name: 'Edge: headers',
  needs: ['site'],
  assumes: `the site’s answers have ${Object.keys(HEADERS).join(', ')}`,
  advice: ADVICE,
  run: async context => {
    const response = await crawl(context, '/');
    const wrong = Object.entries(HEADERS).filter(
      ([name, value]) => !value.test(response.headers.get(name) ?? ''),
    );
    const text = wrong.map(([name]) => `${name}: ${response.headers.get(name) ?? 'missing'}`).join('; ');
    return compared(wrong.length === 0, text || response.headers.get('strict-transport-security') || '');
  },
};

export const vary: Check = {
  name: 'Edge: Vary',
  needs: ['site'],
  assumes: 'CloudFront keeps Vary: Accept in its answers',
  advice: ADVICE,
  run: async context => {
    const value = (await crawl(context, '/')).headers.get('vary') ?? 'no Vary';
    return compared(/\baccept\b(?!-)/i.test(value), value);
  },
};

export const unchanged: Check = {
  name: 'Edge: 304',
  needs: ['site'],
  assumes: 'a crawler that names the ETag it has gets a 304',
  advice: ADVICE,
  run: async context => {
    const page = await crawl(context, '/');
    if (page.status === 503) return NOT_YET;
    const etag = page.headers.get('etag');
    if (!etag) return { state: 'fail', text: 'a stored page has no ETag' };
    const { status } = await crawl(context, '/', { 'if-none-match': etag });
    return compared(status === 304, `If-None-Match: ${etag} answers ${status}`);
  },
};

export const spelling: Check = {
  name: 'Edge: spelling',
  needs: ['site'],
  assumes: 'a path pattern is compared with the address decoded: /robots%2Etxt is a file as /robots.txt is',
  advice: ADVICE,
  run: async context => {
    const [plain, encoded] = [await crawl(context, '/robots.txt'), await crawl(context, '/robots%2Etxt')];
    const server = (response: Response) =>
      `${response.status} of ${response.headers.get('server') ?? 'nobody'}`;
    return compared(server(plain) === server(encoded), `${server(plain)}, and ${server(encoded)}`);
  },
};

export const missingFile: Check = {
  name: 'Edge: no file',
  needs: ['site'],
  assumes: 'a file that does not exist is the bucket’s own 404, for crawlers, too',
  advice: ADVICE,
  run: async context => {
    const response = await crawl(context, `/assets/${context.random(6).toString('hex')}.js`);
    const server = response.headers.get('server') ?? 'nobody';
    return compared(response.status === 404 && server === 'AmazonS3', `${response.status} of ${server}`);
  },
};
