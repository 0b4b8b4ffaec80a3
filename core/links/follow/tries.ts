import { createHash } from 'node:crypto';
import type { Counters } from '../../counters.ts';
import { networkOf } from '../../crawlers/addresses.ts';
import type { Link } from '../link.ts';
import { isPassword } from '../password.ts';

/** How often a password may be tried in a time, in seconds. */
export interface TryLimit {
  most: number;
  seconds: number;
}

/**
 * One client mistypes, and may soon go on. All together have more, since a link may have many visitors; at that rate four digits
 * take two days, and an attacker with many addresses can shut a link's other visitors out for an hour at most.
 */
export const TRIES = {
  client: { most: 5, seconds: 300 },
  link: { most: 200, seconds: 3600 },
} satisfies Record<string, TryLimit>;

/** What came of a try; `retryAfter` is in seconds. */
export type Try = 'right' | 'wrong' | { retryAfter: number };

/**
 * Tries a password. A try is taken before the password is looked at, by a conditional write: so any number of tries at once gets
 * no further than one after the other. One that is right is given back.
 *
 * @param address as `CloudFront-Viewer-Address` says it
 * @param now milliseconds
 * @throws ServiceFault
 */
export async function tryPassword(
  { id, password }: Pick<Link, 'id' | 'password'>,
  given: string,
  address: string,
  counters: Counters,
  now: number,
): Promise<Try> {
  const limits = [
    { ...TRIES.client, name: `${id}#${clientOf(address, id)}` },
    { ...TRIES.link, name: id },
  ];
  const taken: string[] = [];
  for (const { most, seconds, name } of limits) {
    const end = (Math.floor(now / 1000 / seconds) + 1) * seconds;
    const counter = `tries#${name}#${end}`;
    if ((await counters.take(counter, most, end)) === undefined)
      return { retryAfter: Math.ceil(end - now / 1000) };
    taken.push(counter);
  }
  if (!password || !(await isPassword(given, password))) return 'wrong';
  await Promise.all(taken.map(counter => counters.giveBack(counter)));
  return 'right';
}

/**
 * What a client is counted under: 16 bits of a hash of its network and the link. A hash of an IPv4 address can be undone by
 * trying all of them; of this one 65,536 addresses are left. Two clients that share it by chance share their tries.
 */
function clientOf(address: string, linkId: string): string {
  return createHash('sha256')
    .update(`${linkId} ${networkOf(address)}`)
    .digest('hex')
    .slice(0, 4);
}
