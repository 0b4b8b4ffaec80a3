import { prefersMarkdown } from './accept.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { tokensOf } from './tokens.ts';
import type { Category, Reason, Verdict } from './verdict.ts';

/** What a client gets of a page: the app, the finished page, or the page's text as Markdown. */
export type Form = 'app' | 'page' | 'markdown';

export const FORM_NAMES: Readonly<Record<Form, string>> = {
  app: 'the app',
  page: 'the finished page',
  markdown: 'the finished page, as Markdown',
};

/** Who is in a category, for people who read. */
export const CATEGORY_NAMES: Readonly<Record<Category, string>> = {
  search: 'search engines',
  social: 'cards in social networks',
  preview: 'previews of links in chats and mail',
  'ai-search': 'AI that searches',
  'ai-assistant': 'AI that somebody asked',
  'ai-training': 'AI that learns',
  seo: 'search engine optimisers',
  archive: 'archives of the web',
  feed: 'feed readers',
  other: 'crawlers that do not say what for',
  monitor: 'checks of uptime and speed',
  library: 'programs and their libraries',
  scanner: 'security scanners',
  automation: 'browsers that a program drives',
};

const RULES: Readonly<Record<Reason, string>> = {
  renderer: 'it is our own renderer, which must never meet the pages it made',
  settings: 'the settings name it',
  name: 'its name is in the table of known crawlers and tools',
  maker: 'it bears the name of its maker, as all crawlers of that maker do',
  words: 'its name says what it does',
  home: 'the address it gives says what it does',
  address:
    'it gives an address to complain to but no name that says crawler, and who is unknown gets the app',
  unknown: 'it is no browser and has no name that we know, and who is unknown gets the app',
  browser: 'it looks like a browser, and nothing says crawler',
};

/** The rules that a verdict may come of. */
export const REASONS = Object.keys(RULES) as Reason[];

/** A verdict in words for people. */
export interface Explanation {
  who: string;
  gets: string;
  because: string;
  /** What to write under `crawlers` in the stage's settings to turn it round: for this name, or for its category. Empty where
   * no setting does. */
  change: string[];
}

/** What a client with this verdict gets, by what it would rather have (its Accept header, empty when there is none). */
export function formOf({ prerender, reason }: Verdict, accept = ''): Form {
  if (prefersMarkdown(accept) && reason !== 'renderer') return 'markdown';
  return prerender ? 'page' : 'app';
}

/**
 * Says who a client is, what it gets, by which rule, and how to change that.
 *
 * @param userAgent what the verdict is of
 * @param policy who gets what, where it is not the defaults
 * @param accept its Accept header, empty when there is none
 */
export function explain(
  verdict: Verdict,
  {
    userAgent,
    policy = DEFAULT_POLICY,
    accept = '',
  }: { userAgent: string; policy?: Policy; accept?: string },
): Explanation {
  const form = formOf(verdict, accept);
  const who = whoOf(verdict);
  if (form === 'markdown') {
    const because = 'it would rather have Markdown than HTML, and anybody may have that';
    return { who, gets: FORM_NAMES.markdown, because, change: [] };
  }
  const rule = RULES[verdict.reason];
  return {
    who,
    gets: FORM_NAMES[form],
    because: [rule, ruleOfCategory(verdict, policy)].filter(Boolean).join('; '),
    change: changesOf(verdict, userAgent),
  };
}

function whoOf({ kind, name, category }: Verdict): string {
  if (kind === 'person') return 'a person, as far as a User-Agent can tell';
  if (!category) return 'a tool or a program without a known name';
  return `${name ?? 'without a name'}, a ${kind} of the category ${category} (${CATEGORY_NAMES[category]})`;
}

/** The rule that its category falls under, unless another rule comes before it. */
function ruleOfCategory({ category, reason }: Verdict, policy: Policy): string | undefined {
  if (!category || reason === 'settings' || reason === 'renderer') return undefined;
  const isApp = policy.app.includes(category);
  const bySettings = isApp !== DEFAULT_POLICY.app.includes(category);
  return `${category} gets ${FORM_NAMES[isApp ? 'app' : 'page']} ${bySettings ? 'by the settings' : 'by default'}`;
}

function changesOf({ name, category, prerender, reason }: Verdict, userAgent: string): string[] {
  if (reason === 'renderer') return [];
  // Of what is like a browser no name may be set: other browsers bear it, too.
  const key = category ? settingsName(name ?? '') : reason === 'unknown' && settingsName(userAgent);
  const byName = key ? [`names: { ${key}: ${!prerender} }`] : [];
  if (!category || reason === 'settings') return byName;
  return [...byName, `categories: { ${category}: ${!prerender} }`];
}

/** The first name in a text as the settings are to write it: quoted where YAML asks for that. */
function settingsName(text: string): string | undefined {
  const name = tokensOf(text, false)[0]?.raw;
  if (!name || (/^[a-z][\w.-]*$/i.test(name) && !/^(?:true|false|null|yes|no|on|off)$/i.test(name)))
    return name;
  return JSON.stringify(name);
}
