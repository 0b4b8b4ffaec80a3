import { namesLookup, type PackedNames } from './names.ts';
import { RENDERER_TOKEN } from './own-renderer.ts';
import { isPerson, isPersonal } from './people.ts';
import type { Policy } from './policy.ts';
import { type Token, tokensOf } from './tokens.ts';
import type { Category, Reason } from './verdict.ts';
import { categoryByAddress, categoryByWords } from './words.ts';

// This and what it imports runs in CloudFront Functions, too: little of the newer language is there.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

/** A longer User-Agent is cut here: no real one comes near, and the work per request stays bounded. */
const MAX_LENGTH = 512;

/** An address to complain to, as crawlers and tools give one. Plug-ins of old browsers have theirs after a semicolon. */
const CONTACT = /[+(,] ?https?:|\w@\w+\.[a-z]/;
/** Makers whose crawlers all bear their name: "YandexImages", "GoogleOther-Video". */
const MAKER = /^(?:google|yandex|bing|baidu|naver)/;
/** With the hyphen no app of theirs has it: "Google-Read-Aloud", "Storebot-Google", "claude-web". */
const MAKER_WITH_HYPHEN = /^(?:google-(?!tr-)|(?:meta|claude|chatgpt)-)|-(?:google|user)$/;

/**
 * How much a name's words weigh, where it is not 4. A library or a browser only carries what else is named;
 * what checks pages says so, whatever else it is called.
 */
const WEIGHTS: Partial<Record<Category, number>> = {
  library: 1,
  automation: 1,
  other: 3,
  monitor: 5,
  scanner: 5,
};

/** Who gets the snapshot, by which rule, and by which word of its User-Agent. */
export interface Decision {
  prerender: boolean;
  /** See Verdict; empty when no rule did. */
  reason: Reason | '';
  token?: Token | undefined;
  category?: Category;
}

type Decide = (userAgent: string, policy: Policy) => Decision;

/**
 * A function that decides by the User-Agent alone whether a client needs a finished page. It is pure and never throws.
 *
 * @param names what is known of names; without any, words and shapes alone decide
 */
export function deciderOf(names: PackedNames): Decide {
  return deciderBy(namesLookup(names));
}

/** The same by what finds a name's category. */
export function deciderBy(lookup: (name: string) => Category | undefined): Decide {
  return (userAgent, policy) => {
    const text = userAgent.slice(0, MAX_LENGTH);
    const lower = text.toLowerCase();
    if (text.indexOf(RENDERER_TOKEN) >= 0) return { prerender: false, reason: 'renderer' };
    let best: Decision = { prerender: false, reason: '' };
    const person = isPerson(lower);
    if (person && Object.keys(policy.names).length < 1) return best;
    const personal = isPersonal(lower);
    const browser = lower.indexOf('mozilla');
    const contact = CONTACT.test(text);
    let most = 0;
    let first: Token | undefined;
    tokensOf(text, !contact && browser === 0).forEach(token => {
      const name = token.name;
      const set = policy.names[token.pair || ''] ?? policy.names[name];
      // Of all that is found the weightiest counts; of what weighs the same, the first.
      const found = (weight: number, reason: Reason, category: Category) => {
        if (weight <= most) return;
        most = weight;
        const prerender = typeof set === 'boolean' ? set : policy.app.indexOf(category) < 0;
        best = { prerender: prerender, reason: reason, token: token, category: category };
      };
      const declared = !personal || contact || token.announced || browser > 0;
      // Of a person only the settings may say otherwise. An app that brings no browser names itself: Talbots/7.1 is a shop's.
      if (typeof set !== 'boolean' && (person || (browser < 0 && !declared))) return;
      if (declared && (token.announced || browser)) first = first || token;
      const ofMaker = MAKER_WITH_HYPHEN.test(name);
      const words = categoryByWords(name, declared || ofMaker);
      const paired = token.pair && lookup(token.pair);
      const known =
        paired || lookup(name) || ((!words || words === 'other') && lookup(name.replace(/-.*/, '')));
      if (typeof set === 'boolean') found(9, 'settings', known || words || 'other');
      // In a browser's string a bare name is an app: a crawler is announced, gives an address, or has a word of its own.
      else if (known && (declared || words || paired || known === 'search'))
        found(WEIGHTS[known] === 1 ? 2 : 7, 'name', known);
      // What a name says beats whose it is: a maker of a search engine checks certificates and advertisements, too.
      else if (
        (!words || words === 'other') &&
        (ofMaker || ((token.announced || contact) && MAKER.test(name)))
      )
        found(6, 'maker', 'search');
      else if (words) found(WEIGHTS[words] || 4, 'words', words);
    });
    // A library's name and none at all lose against what the address says.
    const home = most < 3 && (contact || first) && categoryByAddress(lower);
    if (home)
      best = { prerender: policy.app.indexOf(home) < 0, reason: 'home', token: first, category: home };
    return best;
  };
}

const ANNOUNCED_ADDRESS = /ompatible[;)](?! ?MSIE \d).*(?:https?:|www\.)/;

/** What is left to say of a client that no rule named. */
export function reasonOfUnnamed(userAgent: string): 'address' | 'browser' | 'unknown' {
  const text = userAgent.slice(0, MAX_LENGTH);
  if (CONTACT.test(text) || ANNOUNCED_ADDRESS.test(text)) return 'address';
  return isPersonal(text.toLowerCase()) ? 'browser' : 'unknown';
}
