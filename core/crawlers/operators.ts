/**
 * Who can be asked for proof: the operators that publish the addresses of their crawlers, or the keys they sign with.
 * Anybody can send the name of a crawler; only its operator sends it from these addresses or with these keys.
 */
export interface Operator {
  id: string;
  /** The names of its crawlers, as a verdict has them. */
  owns: RegExp;
  /** JSON lists of address ranges. */
  lists: readonly string[];
  /** Hosts of Web Bot Auth key directories, as `Signature-Agent` names them. */
  agents: readonly string[];
}

const GOOGLE_LISTS = 'https://developers.google.com/static/crawling/ipranges';

/**
 * Not here, since a list would prove nothing of them, or cannot be read as data:
 * - Google's user-triggered-fetchers.json: anybody who rents a function at Google fetches from there, under any name;
 * - Claude-User and Google-Gemini-CLI: coding assistants send these from the machines of the people they work for;
 * - Amazon (HTML pages), Meta (a query of the routing registry), Telegram (its whole network, said of no crawler).
 */
export const OPERATORS: readonly Operator[] = [
  {
    // https://developers.google.com/crawling/docs/crawlers-fetchers/verify-google-requests, signatures:
    // https://developers.google.com/crawling/docs/crawlers-fetchers/web-bot-auth
    id: 'google',
    owns: /google(?!-gemini-cli)/i,
    lists: [
      `${GOOGLE_LISTS}/common-crawlers.json`,
      `${GOOGLE_LISTS}/special-crawlers.json`,
      `${GOOGLE_LISTS}/user-triggered-fetchers-google.json`,
      `${GOOGLE_LISTS}/user-triggered-agents.json`,
    ],
    agents: ['agent.bot.goog'],
  },
  {
    // https://www.bing.com/webmasters/help/how-to-verify-bingbot-3905dc26
    id: 'bing',
    owns: /^bingbot$/i,
    lists: ['https://www.bing.com/toolbox/bingbot.json'],
    agents: [],
  },
  {
    // https://developers.openai.com/api/docs/bots, signatures:
    // https://help.openai.com/en/articles/11845367-chatgpt-agent-allowlisting
    id: 'openai',
    owns: /^(?:gptbot|oai-searchbot|chatgpt-user|oai-adsbot)$/i,
    lists: [
      'https://openai.com/gptbot.json',
      'https://openai.com/searchbot.json',
      'https://openai.com/chatgpt-user.json',
      'https://openai.com/adsbot.json',
    ],
    agents: ['chatgpt.com'],
  },
  {
    // https://support.claude.com/en/articles/8896518-does-anthropic-crawl-data-from-the-web-and-how-can-site-owners-block-the-crawler
    id: 'anthropic',
    owns: /^(?:claudebot|claude-searchbot)$/i,
    lists: ['https://claude.com/crawling/bots.json'],
    agents: [],
  },
  {
    // https://docs.perplexity.ai/docs/resources/perplexity-crawlers
    id: 'perplexity',
    owns: /^(?:perplexitybot|perplexity-user)$/i,
    lists: [
      'https://www.perplexity.com/perplexitybot.json',
      'https://www.perplexity.com/perplexity-user.json',
    ],
    agents: [],
  },
  {
    // https://support.apple.com/en-us/119829
    id: 'apple',
    owns: /^applebot$/i,
    lists: ['https://search.developer.apple.com/applebot.json'],
    agents: [],
  },
  {
    // https://duckduckgo.com/duckduckgo-help-pages/results/duckduckbot and …/duckassistbot
    id: 'duckduckgo',
    owns: /^(?:duckduckbot(?:-https)?|duckassistbot)$/i,
    lists: ['https://duckduckgo.com/duckduckbot.json', 'https://duckduckgo.com/duckassistbot.json'],
    agents: ['bot.duckduckgo.com'],
  },
  {
    // https://docs.mistral.ai/robots
    id: 'mistral',
    owns: /^(?:mistralai-user|mistralai-index)$/i,
    lists: ['https://mistral.ai/mistralai-user-ips.json', 'https://mistral.ai/mistralai-index-ips.json'],
    agents: [],
  },
  {
    // https://commoncrawl.org/ccbot
    id: 'commoncrawl',
    owns: /^ccbot$/i,
    lists: ['https://index.commoncrawl.org/ccbot.json'],
    agents: [],
  },
  {
    // https://help.ahrefs.com/en/articles/78658-what-is-the-list-of-your-ip-ranges
    id: 'ahrefs',
    owns: /^(?:ahrefsbot|ahrefssiteaudit)$/i,
    lists: ['https://api.ahrefs.com/v3/public/crawler-ip-ranges'],
    agents: [],
  },
];

/** Whose crawler has this name; undefined when its operator publishes nothing. */
export function operatorOf(name: string): Operator | undefined {
  return OPERATORS.find(({ owns }) => owns.test(name));
}

/** Where an agent's keys are. https://datatracker.ietf.org/doc/draft-meunier-webbotauth-httpsig-directory/ */
export function directoryOf(agent: string): string {
  return `https://${agent}/.well-known/http-message-signatures-directory`;
}
