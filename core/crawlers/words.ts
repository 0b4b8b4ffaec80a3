import type { Category } from './verdict.ts';

// What a product's name says of itself by the words in it: most makers name a client after what it does.
// The patterns see lower case; they are linear, without lookbehind, and plain enough for CloudFront Functions. The n-th
// group of a pattern stands for the n-th of its categories.

/** Words that no browser or app of a person has in its name. */
const CLEAR =
  /(headless|phantomjs|selenium|playwright|puppeteer|lighthouse|page-?speed|\bptst\b)|((?:up|down)time|synthetic|pingdom|-monitor)|(preview|unfurl|linkexpan|externalhit|embed(?:ly|der)?\b|onebox|im(?:age-?|g)proxy)/;
const CLEAR_CATEGORIES: readonly Category[] = ['automation', 'monitor', 'preview'];

/**
 * Words that make a tool of what is no person by other signs, whatever it does besides. People have scanners of paper and
 * checkers of prices, and "shopping" ends like "ping".
 */
const TOOL =
  /(health|^ping|[^aopu]ping(?:er|bot)?$|probe|status|stats|watch|check|verif|valid|monit|safe|speed(?!y)|perf|^test|test(?:er|ing|bot$|$)|tools|qa(?:bot|$)|error|bugs|sentry|depend|renovat|online|observ)|(scan|sec(?:ur|bot|$)|ssl(?!a)|cert|threat|vuln|cookie|consent|privacy|phish|leak|abuse|spam|risk|protect)|(http|appengine|client$|\blib[wc]|urllib|sdk|hooks?$|^(?:python|java|perl|ruby|php|go|node)\b)/;
const TOOL_CATEGORIES: readonly Category[] = ['monitor', 'scanner', 'library'];

/** Words that say what a crawler reads pages for. */
const PURPOSE =
  /(favicon|proxy$|bookmark|metadata|chat(?!g)|read(?!er\b)|\bcit[aeo])|(-user$|assist|copilot)|((?:ai|gpt|claude|llm)-?search)|(gpt|llm|dataset|ai$|^ai[-\d]|claude|gemini|grok|qwen)|(rss(?!r)|feed|reader$)|(archiv)|(seo|rank|audit)|((?:^|[^e]|[^r]e)search|index|image)|(share|social|opengraph)/;
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

/** The shape of a crawler's name: FooBot, foo-spider, FooCrawler2. CUBOT makes phones, and Spiderman has an app. */
const CRAWLER =
  /(?:bots?|slurp|fetcher|scraper|harvester|archiver|indexer)(?:\b|[_\d])|\bbot_|spider(?!m)|crawl/;
const NO_CRAWLER = /^cubot/;

/** What the address says that a client gives of itself: the page is about a crawler, or its host is a search engine's help. */
const ADDRESS =
  /(webmaster[^@]|\/\/help\.|(?:[^e]|[^r]e)search)|(\.ai\b)|(\b(?:web|ro|spider)?(?:bot|spider|crawl(?:er|ing)?)s?\b)/;
const ADDRESS_CATEGORIES: readonly Category[] = ['search', 'ai-assistant', 'other'];

/** The category that the addresses in a User-Agent, in lower case, tell; undefined when they tell none. */
export function categoryByAddress(text: string): Category | undefined {
  return /@|\/\/|www/.test(text) ? matched(ADDRESS, ADDRESS_CATEGORIES, text) : undefined;
}

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
  // A path of a program's source, as libraries send it: Zend\\Http\\Client.
  if (name.indexOf('\\') >= 0) return declared ? 'library' : undefined;
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
