/** The names of a line's values, in their order. */
export class Names {
  readonly #own: readonly string[];
  /** Each with nothing. A copy of it is filled in half the time in which names are added one by one. */
  readonly #empty: Record<string, string> = {};
  /** Where those are that an entry is made of. */
  readonly #documented: readonly (readonly [name: string, place: number])[];

  /** @param documented what CloudFront calls them */
  constructor(own: readonly string[], documented: readonly string[] = own.map(documentedName)) {
    this.#own = own;
    for (const name of own) this.#empty[name] = '';
    this.#documented = documented
      .map((name, place) => [name, place] as const)
      .filter(([name]) => NAMES.includes(name));
  }

  get count(): number {
    return this.#own.length;
  }

  /** The values an entry is made of, by the names CloudFront documents. */
  documented(values: readonly string[]): Record<string, string> {
    const named: Record<string, string> = {};
    for (const [name, place] of this.#documented) named[name] = alone(values[place]);
    return named;
  }

  /** All values, by their own names. */
  own(values: readonly string[]): Record<string, string> {
    const fields = values.length < this.count ? {} : { ...this.#empty };
    for (let n = 0; n < values.length; n++) fields[this.#own[n] ?? `column-${n + 1}`] = alone(values[n]);
    return fields;
  }

  /** The same, made when somebody asks for it, and then once. */
  whenAsked(values: readonly string[]): () => Record<string, string> {
    let fields: Record<string, string> | undefined;
    return () => {
      fields ??= this.own(values);
      return fields;
    };
  }
}

/** V8 copies what is shorter; a longer text that is cut out of another keeps all of that in memory. */
const SHORT = 13;

/** The same text, which keeps no other in memory: what is cut out of is the little one that was joined here. */
function alone(text = ''): string {
  return text.length < SHORT ? text : ` ${text}`.slice(1);
}

/** The fields an entry is made of, as CloudFront documents them. */
const NAMES = [
  'timestamp(ms)',
  'timestamp',
  'date',
  'time',
  'x-edge-request-id',
  'c-ip',
  'c-country',
  'cs-method',
  'x-host-header',
  'cs(Host)',
  'cs-uri-stem',
  'cs-uri-query',
  'sc-status',
  'cs(Referer)',
  'cs(User-Agent)',
  'sc-content-type',
  'sc-bytes',
  'time-taken',
  'x-edge-result-type',
];
const DOCUMENTED = new Map(NAMES.map(name => [bare(name), name]));

/** The name CloudFront documents for one spelled otherwise, as by tables that know no hyphens: `cs_uri_stem`, `cs_user_agent`. */
export function documentedName(name: string): string {
  return DOCUMENTED.get(bare(name)) ?? name;
}

/** Whether any of the names is CloudFront's. */
export function areCloudFronts(names: readonly string[]): boolean {
  return names.some(name => /^(?:c|cs|sc|x)-/.test(bare(name)));
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
