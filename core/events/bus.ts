import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ServiceFault } from '../problem.ts';
import { tell } from '../tell.ts';
import type { LinkEvent } from './event.ts';
import type { Message } from './in-order.ts';

/** What rules of the bus know our events by. */
export const SOURCE = 'signpost';

/** An EventBridge bus. */
export class EventBus {
  readonly #client: EventBridgeClient;
  readonly #name: string;

  constructor(client: EventBridgeClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** What is put for an event. */
  messagesOf(event: LinkEvent): Message<LinkEvent>[] {
    return [{ of: event, line: event.linkId, text: JSON.stringify(event) }];
  }

  /** Puts events, ten at most; answers those that were refused. Rejects with a ServiceFault. */
  async send(batch: Message<LinkEvent>[]): Promise<Message<LinkEvent>[]> {
    const Entries = batch.map(({ of, text }) => ({
      EventBusName: this.#name,
      Source: SOURCE,
      DetailType: of.type,
      Time: new Date(of.time),
      Detail: text,
    }));
    try {
      const { Entries: answers = [] } = await this.#client.send(new PutEventsCommand({ Entries }));
      // Some may be refused in an answer that says 200: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
      const refused = batch.filter((_, i) => answers[i]?.EventId === undefined);
      if (refused.length > 0)
        tell('error', 'events not put', {
          refused: refused.length,
          code: answers.find(each => each.ErrorCode),
        });
      return refused;
    } catch (error) {
      tell('error', 'events not put', { refused: batch.length, error: String(error) });
      throw new ServiceFault('EventBridge', error);
    }
  }
}
