import type { Category } from './verdict.ts';

// What a product's name says of itself by the words in it: most makers name a client after what it does.
// The patterns see lower case; they are linear, without lookbehind, and plain enough for CloudFront Functions. The n-th
// group of a pattern stands for the n-th of its categories.

/** Words that no browser or app of a person has in its name. */
const CLEAR =
  /(headless|phantomjs|selenium|playwright|puppeteer|lighthouse|page-?speed|\bptst\b)|(monit|(?:up|down)time|synthetic|pingdom|validator|check(?:er|-?bot|link))|(scanner|scan(?:bot)?\b|vuln)|(preview|unfurl|linkexpan|externalhit|embed(?!ded|ix)|onebox|im(?:age-?|g)proxy)/;
const CLEAR_CATEGORIES: readonly Category[] = ['automation', 'monitor', 'scanner', 'preview'];

/** Words that make a tool of what is no person by other signs, whatever it does besides. */
const TOOL =
  /(health|\bping|ping(?:er|bot)?$|probe|status|stats|watch|check|verif|speed(?!y)|perf|test(?:er|bot)?$|is-?down|online|observ)|(scan|sec(?:ur|bot|$)|ssl(?!a)|tls|cert|threat|malware|virus|cookie|abuse|spam|risk|protect)|(http|client$|\blib[wc]|sdk|hooks?$|^(?:python|java|perl|ruby|php|go|node)\b)/;
const TOOL_CATEGORIES: readonly Category[] = ['monitor', 'scanner', 'library'];

/** Words that say what a crawler reads pages for. */
const PURPOSE =
  /(favicon|proxy$)|(-user$|assist)|((?:ai|gpt|claude|llm)-?search)|(gpt|llm|dataset|-ai$|^ai[-\d]|claude|mistral|perplexity|deepseek|gemini|grok)|(rss|feed|reader$)|(archiv|wayback)|(seo|rank|audit|serp)|(search|index(?:er|bot)?$)|(share|social|opengraph)/;
const PURPOSE_CATEGORIES: readonly Category[] = [
  'preview',
  'ai-assistant',
  'ai-search',
  'ai-training',
  'feed',
  'archive',
  'seo',
  'search',
  'social',
];

/** The shape of a crawler's name: FooBot, foo-spider, FooCrawler2. CUBOT makes phones. */
const CRAWLER = /(?:bots?|slurp|fetcher|scraper|harvester|archiver|indexer)(?:\b|[_\d])|\bbot_|spider|crawl/;
const NO_CRAWLER = /^cubot/;

/** Whether a User-Agent, in lower case, holds a word that would make even what looks like a browser a crawler or a tool. */
export function hasClearWord(text: string): boolean {
  return CLEAR.test(text) || CRAWLER.test(text);
}

/**
 * The category a name's words tell; undefined when they tell none.
 *
 * @param name a product's name in lower case, without its version
 * @param declared whether the client is no person by other signs, so that less clear words count, too
 */
export function categoryByWords(name: string, declared: boolean): Category | undefined {
  const crawler = CRAWLER.test(name) && !NO_CRAWLER.test(name);
  return (
    matched(CLEAR, CLEAR_CATEGORIES, name) ||
    ((declared || crawler) &&
      (matched(TOOL, TOOL_CATEGORIES, name) || matched(PURPOSE, PURPOSE_CATEGORIES, name))) ||
    (crawler ? 'other' : undefined)
  );
}

function matched(words: RegExp, categories: readonly Category[], name: string): Category | undefined {
  const found = words.exec(name);
  return found ? categories.filter((_, n) => found[n + 1])[0] : undefined;
}
