import type { Schemas } from '../client/client.ts';
import { systemClock } from '../core/clock.ts';
import { type Column, facts, minute, table } from './output/output.ts';

type Key = Schemas['Key'];

const COLUMNS: Column<Key>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'name', cell: ({ name }) => name, gives: true },
  { head: 'scopes', cell: ({ scopes }) => scopes.join(', ') },
  { head: 'limits', cell: ({ limits }) => limitsOf(limits), gives: true },
  { head: 'last used', cell: ({ lastUsedAt }) => minute(lastUsedAt) },
  { head: 'state', cell: stateOf },
];

/** Keys as a table. */
export const listKeys = (keys: readonly Key[], width: number | undefined): string =>
  table(keys, COLUMNS, width);

/** A key, for people. */
export const describeKey = (key: Key): string =>
  facts([
    ['id', key.id],
    ['name', key.name],
    ['scopes', key.scopes.join(', ')],
    ['limits', limitsOf(key.limits)],
    ['made', `${minute(key.createdAt)}${key.createdBy ? ` by ${key.createdBy}` : ''}`],
    ['last used', minute(key.lastUsedAt)],
    ['expires', minute(key.expiresAt)],
    ['revoked', minute(key.revokedAt)],
    ['old secrets until', minute(key.oldSecretsUntil)],
  ]);

function stateOf({ revokedAt, expiresAt }: Key): string | undefined {
  if (revokedAt) return 'revoked';
  if (!expiresAt) return undefined;
  return Date.parse(expiresAt) <= systemClock.now() ? 'expired' : `until ${minute(expiresAt)}`;
}

function limitsOf({ hosts, slugPrefix, tags }: Schemas['Limits']): string | undefined {
  const parts = [
    ...(tags ? [`tags ${tags.join(', ')}`] : []),
    ...(hosts ? [`hosts ${hosts.join(', ')}`] : []),
    ...(slugPrefix ? [`slugs ${slugPrefix}…`] : []),
  ];
  return parts.join('; ') || undefined;
}

/** A secret that is shown this once, and of which key it is. */
export const showSecret = ({ secret, name, id, scopes }: Schemas['KeyWithSecret']): string =>
  `${secret}\n\nThe key "${name}" (${id}), for ${scopes.join(', ')}. Keep it now: only its hash is stored.\n`;
