import { z } from 'zod';
import { EVENT_TYPES, type LinkEvent } from './event.ts';

/** An address that is told of events by POST. */
export interface Webhook {
  url: string;
  /** Which; all without it. */
  events?: readonly string[] | undefined;
}

const Webhooks = z.array(z.strictObject({ url: z.url(), events: z.array(z.enum(EVENT_TYPES)).optional() }));

/** The webhooks of the settings, from the environment. Throws for what is no such list. */
export const webhooksFrom = (setting: string): Webhook[] =>
  setting === '' ? [] : Webhooks.parse(JSON.parse(setting));

export const wants = ({ events }: Webhook, { type }: Pick<LinkEvent, 'type'>): boolean =>
  events === undefined || events.includes(type);
