import { ServiceFault } from '../problem.ts';

/** Something to hand on. */
export interface Message<Of> {
  /** What it tells. */
  of: Of;
  /** Messages of one line are handed on in order. */
  line: string;
  text: string;
}

/** Hands on messages of different lines, at most ten and so many bytes; answers those that were refused. Rejects with a ServiceFault. */
export type Send<Of> = (batch: Message<Of>[]) => Promise<Message<Of>[]>;

/** The most messages of one call, of EventBridge as of SQS. */
const MOST = 10;
/** All of a call of EventBridge together, with room for what stands around each text.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const MOST_BYTES = 240_000;

/**
 * Hands on messages so that each comes after those before it in its line: no call has two of one line, since of a call some may
 * be refused and others not. Behind one that was refused its line stops, and behind a call that failed everything.
 *
 * @returns what was not handed on, or perhaps not
 */
export async function sendInOrder<Of>(messages: readonly Message<Of>[], send: Send<Of>): Promise<Set<Of>> {
  const stopped = new Set<string>();
  const left = new Set<Of>();
  const refuse = (refused: readonly Message<Of>[]) => {
    for (const { line, of } of refused) {
      stopped.add(line);
      left.add(of);
    }
  };
  const batches = batchesOf(messages);
  for (const [i, batch] of batches.entries()) {
    refuse(batch.filter(({ line }) => stopped.has(line)));
    const open = batch.filter(({ line }) => !stopped.has(line));
    try {
      if (open.length > 0) refuse(await send(open));
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error;
      refuse(batches.slice(i).flat()); // a service that is away would be waited for once for each of them
      break;
    }
  }
  return left;
}

function batchesOf<Of>(messages: readonly Message<Of>[]): Message<Of>[][] {
  const batches: Message<Of>[][] = [];
  let batch: Message<Of>[] = [];
  let bytes = 0;
  for (const message of messages) {
    const own = Buffer.byteLength(message.text);
    if (
      batch.length === MOST ||
      bytes + own > MOST_BYTES ||
      batch.some(({ line }) => line === message.line)
    ) {
      batches.push(batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(message);
    bytes += own;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
