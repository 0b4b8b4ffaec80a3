import { answerFor } from '../links/answer.ts';
import type { Domains } from '../links/domains.ts';
import { entryFrom, type Item, isRestored } from '../links/item.ts';
import { type Link, SETTINGS } from '../links/link.ts';
import type { LinkAnswer } from '../links/schema.ts';
import { type OrderedAction, orderedAction } from './ordered.ts';

export const EVENT_TYPES = ['link.created', 'link.updated', 'link.deleted'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What others are told of a change of a link. */
export interface LinkEvent {
  /** The same each time the change is told; no two changes have the same. */
  id: string;
  type: EventType;
  /** When the change was made, ISO 8601. */
  time: string;
  /** Of the link: it stays through every change, a rename included. */
  linkId: string;
  /** 1 for the first event of a link; each change adds one. */
  version: number;
  /** The id of the key that made the change. */
  by: string;
  /** Of a link.updated. To undo a change is an edit, or whatever else it comes to. */
  action?: 'edit' | 'rename' | 'restore' | OrderedAction;
  /** The fields that the change has changed; not known of a rename, which may change others than the slug. */
  changed?: string[];
  /** The link as the API answers it at that moment, but for what is left out. */
  link: Omit<LinkAnswer, 'rules'> & Partial<Pick<LinkAnswer, 'rules'>>;
  /** What of the link would make the event larger than can be told: the API has it. */
  leftOut?: 'rules'[];
}

/** An item of the links table before a write and after it; undefined where there was none. */
export interface Write {
  before: Item | undefined;
  after: Item | undefined;
}

/** What is needed to answer a link. */
export interface EventContext {
  domains: Domains;
  /** What the first short domain is called. */
  host: string;
}

/**
 * What a write of the links table says has happened, in order. None for what is no link (core/links/change.ts has how a link is
 * renamed), for what is no change or the same as before, for what goes away, and for what a restore brings: that was told where it
 * happened. Two where a rename was left half-way and the next change came first.
 */
export function eventsOf({ before, after }: Write, context: EventContext): LinkEvent[] {
  const now = after && !isRestored(after) ? entryFrom(after) : undefined;
  if (!now || !('link' in now)) return [];
  const { link } = now;
  const was = before && entryFrom(before);
  if (was && 'arriving' in was && was.arriving.link.id === link.id) {
    const arrived = was.arriving.link;
    const renamed = isRestored(before) ? [] : [eventOf(arrived, renameOf(arrived), context)];
    return [...renamed, ...(arrived.change === link.change ? [] : [changeOf(arrived, link, context)])];
  }
  const previous = was && 'link' in was && was.link.id === link.id ? was.link : undefined;
  return link.change === '' || previous?.change === link.change ? [] : [changeOf(previous, link, context)];
}

type Told = Pick<LinkEvent, 'type' | 'action' | 'changed'>;

const renameOf = (link: Link): Told =>
  link.deletedAt === undefined ? { type: 'link.updated', action: 'rename' } : { type: 'link.deleted' };

const changeOf = (before: Link | undefined, link: Link, context: EventContext): LinkEvent =>
  eventOf(link, toldOf(before, link), context);

function toldOf(before: Link | undefined, link: Link): Told {
  if (link.version === 1) return { type: 'link.created' };
  const changed = before && { changed: fieldsChanged(before, link) };
  if (link.deletedAt !== undefined && before?.deletedAt === undefined)
    return { type: 'link.deleted', ...changed };
  const isRestored = before?.deletedAt !== undefined && link.deletedAt === undefined;
  const ordered = before && changed && orderedAction(before, link, changed.changed.length === 0);
  return { type: 'link.updated', action: isRestored ? 'restore' : (ordered ?? 'edit'), ...changed };
}

/** A password is named, and neither it nor its hash is told. */
const FIELDS = ['slug', ...SETTINGS, 'password', 'deletedAt'] as const;

const fieldsChanged = (before: Link, after: Link): string[] =>
  FIELDS.filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

function eventOf(link: Link, { type, ...told }: Told, { domains, host }: EventContext): LinkEvent {
  const { changedAt, changedBy, id, version, change } = link;
  return fitting({
    id: change,
    type,
    time: changedAt,
    linkId: id,
    version,
    by: changedBy,
    ...told,
    // As of the change, so that a repeat says the same.
    link: answerFor(link, domains, host, Date.parse(changedAt)),
  });
}

/** So large an event may be as the text within a delivery, which has it as a text once more: of EventBridge and of SQS an entry has 256 KB.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const MOST_BYTES = 240_000;

/** One that nobody takes would be tried for a day, and all others wait behind it. Without its rules a link is a quarter of that at most. */
function fitting(event: LinkEvent): LinkEvent {
  if (Buffer.byteLength(JSON.stringify(JSON.stringify(event))) <= MOST_BYTES) return event;
  const { rules: _, ...link } = event.link;
  return { ...event, link, leftOut: ['rules'] };
}
