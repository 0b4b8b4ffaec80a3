import type { Random } from '../freshness/random.ts';

/** Who follows links: what he sends, what he is answered, what he is counted as, and how many of a hundred are so. */
interface Visitor {
  series: Series;
  userAgent: string;
  method?: 'HEAD';
  headers?: Record<string, string>;
  status: number;
  share: number;
}

export const SERIES = ['clicks', 'crawlers', 'previews', 'tools', 'heads', 'prefetches'] as const;
export type Series = (typeof SERIES)[number];

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const VISITORS: readonly Visitor[] = [
  { series: 'clicks', userAgent: CHROME, status: 301, share: 40 },
  {
    series: 'clicks',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    status: 301,
    share: 30,
  },
  {
    series: 'crawlers',
    userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    status: 301,
    share: 8,
  },
  {
    series: 'previews',
    userAgent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    status: 301,
    share: 7,
  },
  { series: 'tools', userAgent: 'curl/8.5.0', status: 301, share: 5 },
  { series: 'heads', userAgent: CHROME, method: 'HEAD', status: 301, share: 5 },
  { series: 'prefetches', userAgent: CHROME, headers: { 'sec-purpose': 'prefetch' }, status: 503, share: 5 },
];

/** How often each link was followed by whom: by slug and series, as `slug series`. */
export type Follows = Map<string, number>;

export const followsOf = (slug: string, series: Series): string => `${slug} ${series}`;

/** What each User-Agent is, for who counts by the log alone. */
export const USER_AGENTS: readonly [userAgent: string, series: Series][] = [
  ...new Map(
    VISITORS.filter(({ status, method }) => status === 301 && !method).map(each => [
      each.userAgent,
      each.series,
    ]),
  ),
];

/**
 * Follows links, several at once, and waits a moment after some so that there are several log files.
 *
 * @returns what was answered as it should be
 * @throws when an answer is another
 */
export async function followAll(
  origin: string,
  slugs: readonly string[],
  { follows, atOnce, random }: { follows: number; atOnce: number; random: Random },
): Promise<Follows> {
  const served: Follows = new Map();
  let left = follows;
  const followOn = async () => {
    while (left-- > 0) {
      // Some links are followed far more often than most.
      const slug = slugs[Math.floor(slugs.length * random.uniform() ** 3)] ?? '';
      const visitor = pick(random);
      const { method = 'GET', userAgent, headers, status } = visitor;
      const answer = await fetch(`${origin}/${slug}`, {
        method,
        headers: { 'user-agent': userAgent, ...headers },
        redirect: 'manual',
      });
      await answer.arrayBuffer();
      if (answer.status !== status) throw new Error(`${slug} answered ${answer.status} to ${userAgent}`);
      const name = followsOf(slug, visitor.series);
      served.set(name, (served.get(name) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, followOn));
  return served;
}

function pick(random: Random): Visitor {
  let at = 100 * random.uniform();
  for (const visitor of VISITORS) {
    at -= visitor.share;
    if (at < 0) return visitor;
  }
  return VISITORS[0] as Visitor;
}
