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

/** Tells of writes of the links table, in their order. Never rejects. */
export async function publish(
  writes: readonly Write[],
  sinks: readonly Sink[],
  context: EventContext,
): Promise<Published> {
  const told = writes.map(write => read(write, context));
  const events = told.flat();
  const left = new Set<LinkEvent>();
  for (const sink of sinks) {
    const messages = events.flatMap(event => sink.messagesOf(event));
    for (const event of await sendInOrder(messages, batch => sink.send(batch))) left.add(event);
  }
  const failedFrom = told.findIndex(each => each.some(event => left.has(event)));
  return { events: events.length, failedFrom: failedFrom === -1 ? undefined : failedFrom };
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
