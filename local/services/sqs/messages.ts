import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Message {
  id: string;
  body: string;
  senderId: string;
  sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** Changes with every receive: only the latest receiver may delete. */
  receipt?: string;
  sourceArn?: string;
  /** Of a FIFO queue: its place among all, its group and what a repeat is known by. */
  sequence?: number;
  groupId?: string;
  deduplicationId?: string;
}

/**
 * The messages of one queue, in a folder of their own. Each is one small file, replaced atomically, and on disk when
 * `put` returns: what was acknowledged survives `kill -9`.
 */
export class Messages {
  readonly #folder: string;
  readonly #messages: Map<string, Message>;

  /** Makes the folder, or reads what is in it. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#messages = load(folder);
  }

  get(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  /** A copy, so that messages can be put and removed on the way through it. */
  all(): Message[] {
    return [...this.#messages.values()];
  }

  put(message: Message): void {
    const file = this.#file(message);
    writeFileSync(`${file}.new`, JSON.stringify(message));
    renameSync(`${file}.new`, file);
    this.#messages.set(message.id, message);
  }

  remove(message: Message): void {
    rmSync(this.#file(message), { force: true });
    this.#messages.delete(message.id);
  }

  #file({ id }: Message): string {
    return join(this.#folder, `${id}.json`);
  }
}

function load(folder: string): Map<string, Message> {
  const messages: Message[] = [];
  for (const file of readdirSync(folder)) {
    // What was killed while it was written was never acknowledged.
    if (file.endsWith('.json')) messages.push(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    else rmSync(join(folder, file));
  }
  messages.sort((a, b) => a.sentAt - b.sentAt || (a.sequence ?? 0) - (b.sequence ?? 0));
  return new Map(messages.map(message => [message.id, message]));
}
