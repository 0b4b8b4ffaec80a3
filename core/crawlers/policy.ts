import { tokensOf } from './tokens.ts';
import type { Category } from './verdict.ts';

/** Who gets the app though no person: these categories. And, before all others, who gets which by name (lower case). */
export interface Policy {
  app: readonly Category[];
  /** true: the snapshot. */
  names: Readonly<Record<string, boolean>>;
}

/** What an operator may set, under `crawlers` in the settings file. It adds to the defaults. true: the snapshot, false: the app. */
export interface CrawlerSettings {
  categories?: Record<string, boolean> | null;
  /** By product token, in any letter case: "FooBot"; or by two words that follow one another: "Screaming Frog". */
  names?: Record<string, boolean> | null;
}

/**
 * By default all that read pages to show or find them again get the snapshot. What only checks, loads or attacks a page gets
 * the app; so does what runs scripts, as it sees what people see.
 */
const DEFAULTS: Readonly<Record<Category, boolean>> = {
  search: true,
  social: true,
  preview: true,
  'ai-search': true,
  'ai-assistant': true,
  'ai-training': true,
  seo: true,
  archive: true,
  feed: true,
  other: true,
  monitor: false,
  library: false,
  scanner: false,
  automation: false,
};

export const CATEGORIES = Object.keys(DEFAULTS) as Category[];

/** Whether what a category does is no reading of pages. */
export const isTool = (category: Category): boolean => !DEFAULTS[category];

/**
 * The policy of a stage; without settings, the defaults. A part left empty in YAML (null) is one without settings.
 * Throws for what is not understood, in a sentence that says what would be right.
 */
export function policyOf(settings?: CrawlerSettings | null): Policy {
  const parts: Record<string, unknown> = { ...settings };
  for (const part of Object.keys(parts))
    if (part !== 'categories' && part !== 'names')
      throw new Error(`crawlers.${part}: there is no such setting. There are categories and names.`);
  const categories = switchesOf('categories', parts.categories);
  const names = switchesOf('names', parts.names);
  for (const category of Object.keys(categories))
    if (!Object.hasOwn(DEFAULTS, category))
      throw new Error(
        `crawlers.categories.${category}: there is no such category. They are ${CATEGORIES.join(', ')}.`,
      );
  for (const name of Object.keys(names))
    if (!isName(name))
      throw new Error(
        `crawlers.names.${name}: no User-Agent is known by this. Write one word of it, or two that follow one another, without a version.`,
      );
  const wanted: Record<string, boolean> = { ...DEFAULTS, ...categories };
  return {
    app: CATEGORIES.filter(category => !wanted[category]),
    names: Object.fromEntries(Object.entries(names).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** Whether it is what a User-Agent is taken apart into: anything else would never be met. */
function isName(text: string): boolean {
  const [token] = tokensOf(text, false);
  return token !== undefined && [token.name, token.pair].includes(text.toLowerCase());
}

function switchesOf(part: string, values: unknown): Record<string, boolean> {
  const switches: Record<string, unknown> = { ...(values ?? {}) };
  for (const [key, value] of Object.entries(switches))
    if (typeof value !== 'boolean')
      throw new Error(`crawlers.${part}.${key}: this must be true (the snapshot) or false (the app).`);
  return switches as Record<string, boolean>;
}

export const DEFAULT_POLICY: Policy = policyOf();
