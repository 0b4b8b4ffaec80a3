import type { Schemas } from '../../../client/client.ts';

/** A key as it is typed: lists are text with commas, and the time is the person's own. */
export interface KeyForm {
  name: string;
  scopes: Schemas['CreateKey']['scopes'];
  tags: string;
  slugPrefix: string;
  hosts: string;
  /** As `datetime-local` has it, or empty. */
  until: string;
}

const listOf = (text: string) =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);

/** What the API is sent for a form; what is empty is left out. */
export function bodyOf({ name, scopes, tags, slugPrefix, hosts, until }: KeyForm): Schemas['CreateKey'] {
  const limits = {
    ...(listOf(tags).length > 0 && { tags: listOf(tags) }),
    ...(slugPrefix.trim() !== '' && { slugPrefix: slugPrefix.trim() }),
    ...(listOf(hosts).length > 0 && { hosts: listOf(hosts) }),
  };
  return {
    name,
    scopes,
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(until !== '' && { expiresAt: new Date(until).toISOString() }),
  };
}
