import { isbot } from 'isbot';
import { RENDERER_TOKEN } from './own-renderer.ts';

export type Category =
  | 'search'
  | 'social'
  | 'ai-search'
  | 'ai-assistant'
  | 'ai-training'
  | 'seo'
  | 'monitor'
  | 'library'
  | 'automation'
  | 'other';

/** What we decided about a client, and why. `prerender`: it gets the snapshot; otherwise the app. */
export interface Verdict {
  kind: 'person' | 'crawler' | 'tool';
  name?: string;
  category?: Category;
  prerender: boolean;
  reason: string;
}

/** A longer User-Agent is cut here: no real one comes near, and the work per request stays bounded. */
const MAX_LENGTH = 1024;

type Entry = readonly [token: string, category: Category];

/** Clients that run no script, or run it late: they get the snapshot. Tokens are matched as whole words, in any letter case. */
const SNAPSHOT: readonly Entry[] = [
  ['Googlebot', 'search'],
  ['Googlebot-Image', 'search'],
  ['Google-InspectionTool', 'search'],
  ['AdsBot-Google', 'search'],
  ['Storebot-Google', 'search'],
  ['bingbot', 'search'],
  ['BingPreview', 'search'],
  ['DuckDuckBot', 'search'],
  ['YandexBot', 'search'],
  ['Baiduspider', 'search'],
  ['Applebot', 'search'],
  ['Amazonbot', 'search'],
  ['Yeti', 'search'],
  ['PetalBot', 'search'],
  ['SeznamBot', 'search'],
  ['Qwantbot', 'search'],
  ['Slurp', 'search'],
  ['facebookexternalhit', 'social'],
  ['facebookcatalog', 'social'],
  ['meta-externalfetcher', 'ai-assistant'],
  ['Twitterbot', 'social'],
  ['LinkedInBot', 'social'],
  ['Slackbot', 'social'],
  ['Slackbot-LinkExpanding', 'social'],
  ['Discordbot', 'social'],
  ['TelegramBot', 'social'],
  ['WhatsApp', 'social'],
  ['Pinterestbot', 'social'],
  ['redditbot', 'social'],
  ['SkypeUriPreview', 'social'],
  ['Iframely', 'social'],
  ['Embedly', 'social'],
  ['Mastodon', 'social'],
  ['Bluesky', 'social'],
  ['OAI-SearchBot', 'ai-search'],
  ['PerplexityBot', 'ai-search'],
  ['Claude-SearchBot', 'ai-search'],
  ['DuckAssistBot', 'ai-assistant'],
  ['ChatGPT-User', 'ai-assistant'],
  ['Claude-User', 'ai-assistant'],
  ['Perplexity-User', 'ai-assistant'],
  ['MistralAI-User', 'ai-assistant'],
  ['GPTBot', 'ai-training'],
  ['ClaudeBot', 'ai-training'],
  ['meta-externalagent', 'ai-training'],
  ['CCBot', 'ai-training'],
  ['Bytespider', 'ai-training'],
  ['AhrefsBot', 'seo'],
  ['SemrushBot', 'seo'],
];

/** Automated clients that need no finished page: they get the app. */
const APP: readonly Entry[] = [
  ['curl', 'library'],
  ['Wget', 'library'],
  ['python-requests', 'library'],
  ['Go-http-client', 'library'],
  ['axios', 'library'],
  ['node-fetch', 'library'],
  ['okhttp', 'library'],
  ['UptimeRobot', 'monitor'],
  ['Pingdom', 'monitor'],
  ['ELB-HealthChecker', 'monitor'],
  ['Chrome-Lighthouse', 'automation'],
  ['HeadlessChrome', 'automation'],
];

const find = matcher([...SNAPSHOT, ...APP]);
const categories = new Map([...SNAPSHOT, ...APP].map(([token, category]) => [token.toLowerCase(), category]));
const names = new Map([...SNAPSHOT, ...APP].map(([token]) => [token.toLowerCase(), token]));
const routed = new Set(SNAPSHOT.map(([token]) => token.toLowerCase()));

/**
 * Decides by the User-Agent alone whether a client needs a finished page. Never throws.
 * A name in the tables decides; isbot is asked only about clients no table names, and never routes them to a snapshot:
 * a wrong yes hurts a person, a wrong no costs one crawl.
 */
export function classify(userAgent: string): Verdict {
  const text = userAgent.slice(0, MAX_LENGTH);
  if (text.includes(RENDERER_TOKEN))
    return {
      kind: 'tool',
      name: RENDERER_TOKEN,
      category: 'automation',
      prerender: false,
      reason: 'own renderer',
    };
  const token = find(text)?.toLowerCase();
  const name = token && names.get(token);
  const category = token && categories.get(token);
  if (token && name && category) {
    const prerender = routed.has(token);
    return { kind: prerender ? 'crawler' : 'tool', name, category, prerender, reason: `name ${name}` };
  }
  if (isbot(text))
    return { kind: 'tool', category: 'other', prerender: false, reason: 'isbot, name unknown' };
  return { kind: 'person', prerender: false, reason: 'no crawler name' };
}

/** Finds the first token that stands as a word of its own: "Googlebot/2.1" holds Googlebot, "CUBOT" holds nothing. */
function matcher(entries: readonly Entry[]): (text: string) => string | undefined {
  const tokens = entries.map(([token]) => token).sort((a, b) => b.length - a.length); // the longest name first
  const pattern = new RegExp(`(?:^|[^a-z0-9_-])(${tokens.join('|')})(?![a-z0-9_-])`, 'i');
  return text => pattern.exec(text)?.[1];
}
