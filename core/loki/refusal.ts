import type { LokiLine } from './line.ts';

/** Why Loki does not take a line that is whole, and takes those beside it. */
export type Reason = 'tooOld' | 'tooNew' | 'tooLong' | 'tooFarBehind' | 'tooMuchMetadata';

export interface Refusal {
  reason: Reason;
  /** Whether a line is refused for certain; another one may be so, too. */
  isOf(line: LokiLine): boolean;
}

/**
 * What Loki's answer to a push says of single lines; undefined where it speaks of all of them, such as of labels or of JSON.
 * Loki has no codes for these, only texts: https://github.com/grafana/loki/blob/main/pkg/validation/validate.go
 */
export function refusalIn(answer: string): Refusal | undefined {
  // It is of one stream only, so it counts for a batch that has no other.
  const behind = /entry too far behind, .*?oldest acceptable timestamp is: ([^\s,']+)/.exec(answer);
  if (behind) return { reason: 'tooFarBehind', isOf: before(behind[1]) };
  const old = /has timestamp too old: [^,]*, oldest acceptable timestamp is: ([^\s,;']+)/.exec(answer);
  if (old) return { reason: 'tooOld', isOf: before(old[1]) };
  const long = /Max entry size '(\d+)' bytes exceeded/i.exec(answer);
  if (long) return { reason: 'tooLong', isOf: ({ text }) => Buffer.byteLength(text) > Number(long[1]) };
  if (/has timestamp too new/.test(answer)) return { reason: 'tooNew', isOf: () => false };
  if (/structured metadata too large|too many structured metadata labels/.test(answer))
    return { reason: 'tooMuchMetadata', isOf: () => false };
  return undefined;
}

/** Loki writes whole seconds, and has cut off the rest. */
function before(time: string | undefined): (line: LokiLine) => boolean {
  const least = Date.parse(time ?? '');
  return ({ at }) => at < least;
}
