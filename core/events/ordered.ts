import type { Link, Pending } from '../links/link.ts';

/** What a change of a link was about changes for later, in the words of the history. */
export type OrderedAction = 'order' | 'call-off' | 'scheduled' | 'dropped';

/**
 * What a write of a link has done to the changes that were ordered for it: one has come, which is written as of its time, and was made
 * or could not be; or, where nothing else is another, one was ordered or called off.
 *
 * @param isSame whether all else of the link stayed
 */
export function orderedAction(before: Link, link: Link, isSame: boolean): OrderedAction | undefined {
  const [was, is] = [before.pending ?? [], link.pending ?? []];
  const left = (id: string) => is.find(each => each.id === id);
  for (const { id, times } of was) {
    const [at] = times;
    const hasCome = at !== undefined && Date.parse(at) === Date.parse(link.changedAt);
    if (hasCome && !left(id)?.times.includes(at))
      return left(id)?.dropped?.at === at ? 'dropped' : 'scheduled';
  }
  if (!isSame) return undefined;
  const isNew = (each: Pending) =>
    each.times.length > 0 && !was.some(other => other.id === each.id && wantsOf(other) === wantsOf(each));
  if (is.some(isNew)) return 'order';
  return was.some(({ id }) => !left(id)) ? 'call-off' : undefined;
}

const wantsOf = ({ times, repeat, patch }: Pending) => JSON.stringify([times, repeat, patch]);
