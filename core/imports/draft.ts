import { MAX_NOTE, MAX_RULES, MAX_TAG, MAX_TAGS, MAX_TITLE } from '../links/sizes.ts';
import type { Entry } from './record.ts';
import type { Said, SaidOfField } from './said.ts';
import { hostIn, partsOf, slugIn } from './short-url.ts';
import { isNoTime, timeIn } from './time.ts';

/** The body of a request to make a link; the API judges it. */
export type Body = Record<string, unknown> & { slug?: string; tags?: string[] };

/** What a row asks for. */
export interface Draft {
  body: Body;
  /** What of the row its link will not have. */
  losses: SaidOfField[];
  /** The host that the short url has there. */
  host?: string | undefined;
  hasPassword: boolean;
}

/** Why a row is no link. */
export class WrongRow extends Error {
  readonly field: string;
  readonly said: Said;

  constructor(field: string, said: Said) {
    super(said.says);
    this.field = field;
    this.said = said;
  }
}

/** A link that is made of a row, bit by bit: what does not fit is told, and never left out in silence. */
export class DraftMaker {
  readonly #body: Body = {};
  readonly #losses: SaidOfField[] = [];
  readonly #notes: string[] = [];
  readonly #rules: object[] = [];
  #host: string | undefined;
  #hasPassword = false;

  /** @throws WrongRow without one */
  url(text: string): this {
    if (text === '') throw new WrongRow('url', { says: 'no-url' });
    this.#body.url = text;
    return this;
  }

  /**
   * @param slug what its own column says of it
   * @param short the short url, with its scheme or without
   * @throws WrongRow where there is none, as with another one nothing that was printed would lead anywhere; and where they differ
   */
  slug(slug: string, short: string, host = ''): this {
    const parts = partsOf(short);
    const found = slugIn(slug, parts?.path);
    if ('says' in found) throw new WrongRow('slug', found);
    this.#body.slug = found.slug;
    this.#host = host ? hostIn(host) : parts?.host;
    return this;
  }

  title(text: string): this {
    const line = fitted(text);
    if (line === '') return this;
    if (line.length > MAX_TITLE) this.lose('title', { says: 'cut', most: MAX_TITLE });
    this.#body.title = cut(line, MAX_TITLE);
    return this;
  }

  tags(tags: string[]): this {
    const fit = tags.map(fitted).filter(Boolean);
    const short = fit.filter(tag => tag.length <= MAX_TAG);
    for (const tag of fit.filter(each => each.length > MAX_TAG))
      this.lose('tags', { says: 'tag-too-long', tag: `${tag.slice(0, 20)}…`, most: MAX_TAG });
    const unique = [...new Map(short.map(tag => [tag.toLowerCase(), tag])).values()];
    if (unique.length > MAX_TAGS) this.lose('tags', { says: 'too-many', most: MAX_TAGS });
    if (unique.length > 0) this.#body.tags = unique.slice(0, MAX_TAGS);
    return this;
  }

  note(text: string): this {
    const lines = text
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, ' ')
      .trim();
    if (lines !== '') this.#notes.push(lines);
    return this;
  }

  /** When it was made there: here it is made now, so its note tells. */
  madeAt(text: string, service: string): this {
    if (isNoTime(text)) return this;
    const day = timeIn(text)?.slice(0, 10);
    return this.note(`Made ${day ?? text} at ${service}.`);
  }

  expiresAt(text: string): this {
    return this.#time('expiresAt', text);
  }

  startsAt(text: string): this {
    return this.#time('startsAt', text);
  }

  expiredUrl(text: string): this {
    if (text !== '') this.#body.expiredUrl = text;
    return this;
  }

  utm(entry: Entry): this {
    const names = ['source', 'medium', 'campaign', 'term', 'content'];
    const utm = names.map(name => [name, entry.text(`utm_${name}`)]).filter(([, value]) => value !== '');
    if (utm.length > 0) this.#body.utm = Object.fromEntries(utm);
    return this;
  }

  systems({ ios, android }: { ios: string; android: string }): this {
    return this.rule({ os: ['ios'] }, ios).rule({ os: ['android'] }, android);
  }

  rule(conditions: object, url: string): this {
    if (url === '') return this;
    if (this.#rules.length === MAX_RULES) this.lose('rules', { says: 'too-many', most: MAX_RULES });
    else this.#rules.push({ url, ...conditions });
    return this;
  }

  status(text: string): this {
    if (['301', '302', '307', '308'].includes(text)) this.#body.status = Number(text);
    else if (text !== '') this.lose('status', { says: 'no-status', status: text });
    return this;
  }

  maxClicks(text: string): this {
    if (text === '') return this;
    this.#body.maxClicks = Number(text);
    return this.lose('maxClicks', { says: 'clicks-anew' });
  }

  set(name: string, value: unknown): this {
    this.#body[name] = value;
    return this;
  }

  password(text: string): this {
    if (isYes(text)) this.#hasPassword = true;
    return this;
  }

  /** Of a service that tells it: Dub keeps passwords as they were typed. */
  secret(text: string): this {
    if (isYes(text) && !/^(?:true|yes|1|[*•]+)$|^\$\w+\$/i.test(text)) this.#body.password = text;
    return this.#body.password === undefined ? this.password(text) : this;
  }

  lose(field: string, said: Said): this {
    this.#losses.push({ field, said });
    return this;
  }

  loseIf(text: string, field: string, said: Said): this {
    return isYes(text) ? this.lose(field, said) : this;
  }

  made(): Draft {
    const note = this.#notes.join('\n');
    if (note.length > MAX_NOTE) this.lose('note', { says: 'cut', most: MAX_NOTE });
    if (note !== '') this.#body.note = cut(note, MAX_NOTE);
    if (this.#rules.length > 0) this.#body.rules = this.#rules;
    return { body: this.#body, losses: this.#losses, host: this.#host, hasPassword: this.#hasPassword };
  }

  #time(name: 'expiresAt' | 'startsAt', text: string): this {
    if (isNoTime(text)) return this;
    const time = timeIn(text);
    if (time === undefined) throw new WrongRow(name, { says: 'no-time', text });
    this.#body[name] = time;
    return this;
  }
}

/** Services write "no" in many ways. */
export const isYes = (text: string): boolean => !/^(|0|no|false|null|none|undefined)$/i.test(text);

/** A text as one line without what no line has. */
const fitted = (text: string) => text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();

const cut = (text: string, most: number) =>
  text.length > most
    ? text
        .slice(0, most)
        .replace(/[\ud800-\udbff]$/, '')
        .trim()
    : text;
