/** What a key may be used for. `admin` is everything, keys included. */
export const SCOPES = ['links:read', 'links:write', 'stats:read', 'pages', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Which links a key is for: those within all of its limits. Without a limit all are. */
export interface Limits {
  /** A link must bear one of them. */
  tags?: string[] | undefined;
  /** A slug must begin so. */
  slugPrefix?: string | undefined;
  /** Hosts that a link may lead to; `*.example.com` stands for all below that name, at any depth, and not for it. */
  hosts?: string[] | undefined;
}

/** What a key can do, and until when. */
export interface Rights {
  scopes: Scope[];
  limits: Limits;
  /** ISO 8601, UTC. From then on the key is none. */
  expiresAt?: string | undefined;
}

/** Who may use the API. What the client sends is the key's secret, and of that only a hash is kept. */
export interface Key extends Rights {
  id: string;
  name: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** The id of the key that made it; undefined for one that an operator made. */
  createdBy?: string | undefined;
  revokedAt?: string | undefined;
  /** Until when a secret from before the last rotation is taken, too, if one is. */
  oldSecretsUntil?: string | undefined;
}

export const mayDo = ({ scopes }: Rights, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin');

/** Whether a key is taken at a time, in milliseconds. */
export const isInForce = ({ revokedAt, expiresAt }: Key, now: number): boolean =>
  revokedAt === undefined && (expiresAt === undefined || now < Date.parse(expiresAt));

/** Whether there is nothing a key cannot do: one such has to be left. */
export const isUnlimited = ({ scopes, limits }: Rights): boolean =>
  scopes.includes('admin') && Object.values(limits).every(limit => limit === undefined);

/** Whether a key has all that another has: only then may it give that, or see, replace or revoke it. */
export function covers(one: Rights, other: Rights): boolean {
  return (
    other.scopes.every(scope => mayDo(one, scope)) &&
    isNoLater(other.expiresAt, one.expiresAt) &&
    isNarrower(other.limits, one.limits)
  );
}

const isNoLater = (time: string | undefined, end: string | undefined) =>
  end === undefined || (time !== undefined && Date.parse(time) <= Date.parse(end));

function isNarrower(limits: Limits, than: Limits): boolean {
  const { tags, slugPrefix, hosts } = than;
  return (
    (tags === undefined || (limits.tags?.every(tag => hasTag(tags, tag)) ?? false)) &&
    (slugPrefix === undefined || (limits.slugPrefix?.startsWith(slugPrefix) ?? false)) &&
    (hosts === undefined || (limits.hosts?.every(host => hosts.some(each => isBelow(host, each))) ?? false))
  );
}

/** Whether a tag is among others; letter case makes no other tag. */
export const hasTag = (tags: readonly string[], tag: string): boolean =>
  tags.some(each => comparable(each) === comparable(tag));

const comparable = (tag: string) => tag.normalize('NFC').toLowerCase();

/** Whether a host, or all that a pattern stands for, is what another pattern stands for. */
export const isBelow = (host: string, pattern: string): boolean =>
  host === pattern || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
