import { tell } from '../tell.ts';
import { type EventContext, eventsOf, type LinkEvent, type Write } from './event.ts';
import { type Message, sendInOrder } from './in-order.ts';

/** Where events go. */
export interface Sink {
  messagesOf(event: LinkEvent): Message<LinkEvent>[];
  send(batch: Message<LinkEvent>[]): Promise<Message<LinkEvent>[]>;
}

export interface Published {
  events: number;
  /** The place of the first write of which something was not handed on; all from there is to come again. */
  failedFrom: number | undefined;
}

/**
 * Tells of writes of the links table, in their order. Each sink is told no more than the one before it took, so one that knows
 * repeats goes first: what comes again comes to it again. Never rejects.
 */
export async function publish(
  writes: readonly Write[],
  sinks: readonly Sink[],
  context: EventContext,
): Promise<Published> {
  const all = writes.map(write => read(write, context));
  let told = all;
  for (const sink of sinks) {
    const messages = told.flat().flatMap(event => sink.messagesOf(event));
    const left = await sendInOrder(messages, batch => sink.send(batch));
    const failed = told.findIndex(each => each.some(event => left.has(event)));
    if (failed !== -1) told = told.slice(0, failed);
  }
  return { events: all.flat().length, failedFrom: told.length < all.length ? told.length : undefined };
}

/** What somebody else wrote into the table may be no link. It must not stop the links behind it. */
function read(write: Write, context: EventContext): LinkEvent[] {
  try {
    return eventsOf(write, context);
  } catch (error) {
    tell('error', 'a write cannot be told', { slug: write.after?.slug, error: String(error) });
    return [];
  }
}
