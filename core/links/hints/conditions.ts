import type { LinkState } from '../link.ts';
import type { Filter } from './table.ts';
import { tagName } from './tags.ts';
import { domainTerm, type Facets, hostTerm, makerTerm, TIMED, tagTerm, wordTerm } from './terms.ts';
import { wantedWords } from './words.ts';

/** What the links of a list have to be like; what is not there is open. */
export interface Wanted {
  /** All of them. */
  tags?: readonly string[] | undefined;
  createdBy?: string | undefined;
  /** Every link but the deleted ones without it. */
  state?: LinkState | undefined;
  /** The host that links lead to, as the URL standard writes it. */
  host?: string | undefined;
  /** The short domain's name; '' is the first. */
  domain?: string | undefined;
  /** Beginnings of words, all of which a link has to have. */
  text?: string | undefined;
}

/** One thing that links have to be like: asked of the table, and of what is known of a link. */
interface Condition {
  /** In DynamoDB's words: `#name` is an attribute of a hint, `:value` the value. */
  expression: string;
  value?: string | number;
  holds(facets: Facets): boolean;
  /** A list that has every link that is so. */
  list?: string | undefined;
}

/**
 * All that links have to be, the words last.
 *
 * @param now milliseconds
 */
export function conditionsOf(wanted: Wanted, now: number): Condition[] {
  const { tags = [], createdBy, state, host, domain, text = '' } = wanted;
  return [
    isIn(state, Math.floor(now / 1000)),
    ...(host === undefined ? [] : [isEqual('to', host, hostTerm(host))]),
    ...(createdBy === undefined ? [] : [isEqual('by', createdBy, makerTerm(createdBy))]),
    ...(domain === undefined
      ? []
      : [isEqual('domain', domain, domain === '' ? undefined : domainTerm(domain))]),
    ...tags.map(hasTag),
    ...wantedWords(text).map(hasWord),
  ];
}

const hasWord = (beginning: string): Condition => ({
  expression: 'contains(#words, :value)',
  value: ` ${beginning}`,
  holds: ({ words }) => words.includes(` ${beginning}`),
  list: wordTerm(beginning),
});

function hasTag(written: string): Condition {
  const tag = tagName(written);
  return {
    expression: 'contains(#tags, :value)',
    value: tag,
    holds: ({ tags }) => tags.includes(tag),
    list: tagTerm(tag),
  };
}

const isEqual = (name: 'by' | 'to' | 'domain', value: string, list: string | undefined): Condition => ({
  expression: `#${name} = :value`,
  value,
  holds: facets => facets[name] === value,
  list,
});

/** @param now seconds */
function isIn(state: LinkState | undefined, now: number): Condition {
  const value = now;
  switch (state) {
    case undefined:
      return { expression: 'attribute_not_exists(#deleted)', holds: ({ deleted }) => !deleted };
    case 'deleted':
      return { expression: 'attribute_exists(#deleted)', holds: ({ deleted }) => deleted === true };
    case 'scheduled':
      return {
        expression: 'attribute_not_exists(#deleted) AND #starts > :value',
        value,
        holds: facets => !facets.deleted && isScheduled(facets, now),
        list: TIMED,
      };
    case 'expired':
      return {
        expression:
          'attribute_not_exists(#deleted) AND #ends <= :value AND (attribute_not_exists(#starts) OR #starts <= :value)',
        value,
        holds: facets => !facets.deleted && !isScheduled(facets, now) && isExpired(facets, now),
        list: TIMED,
      };
    case 'active':
      return {
        expression:
          'attribute_not_exists(#deleted) AND (attribute_not_exists(#starts) OR #starts <= :value) AND (attribute_not_exists(#ends) OR #ends > :value)',
        value,
        holds: facets => !facets.deleted && !isScheduled(facets, now) && !isExpired(facets, now),
      };
  }
}

const isScheduled = ({ starts }: Facets, now: number) => starts !== undefined && now < starts;
const isExpired = ({ ends }: Facets, now: number) => ends !== undefined && now >= ends;

/** An expression has 4 KB at most. What is left out is asked of the links alone. */
const MAX_ASKED = 40;

/** The conditions as one for the table. */
export function filterOf(all: readonly Condition[]): Filter {
  const conditions = all.slice(0, MAX_ASKED);
  const values = conditions.flatMap(({ value }, n) => (value === undefined ? [] : [[`:value${n}`, value]]));
  return {
    expression: conditions.map((each, n) => each.expression.replaceAll(':value', `:value${n}`)).join(' AND '),
    values: Object.fromEntries(values),
  };
}
