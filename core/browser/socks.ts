import type { Socket } from 'node:net';

/** SOCKS, version 5. Spec: https://datatracker.ietf.org/doc/html/rfc1928 */
const VERSION = 5;
const NO_AUTHENTICATION = 0;
const NO_ACCEPTABLE_METHOD = 0xff;
const CONNECT = 1;
const IPV4 = 1;
const DOMAIN_NAME = 3;
const IPV6 = 4;

/** Spec: https://datatracker.ietf.org/doc/html/rfc1928#section-6 */
export const REPLY = {
  succeeded: 0,
  failed: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  connectionRefused: 5,
  timeOut: 6,
  commandNotSupported: 7,
  addressNotSupported: 8,
} as const;

export type Reply = keyof typeof REPLY;

/** Why there will be no connection; `reply` is what the client is told. */
export class SocksError extends Error {
  override name = 'SocksError';
  readonly reply: Reply;

  constructor(reply: Reply, message: string) {
    super(message);
    this.reply = reply;
  }
}

/** Where a client wants to go. An IPv6 address has no brackets. */
export interface Target {
  host: string;
  port: number;
}

/** Reads a client's greeting, answers it, and reads where it wants to go. Rejects with SocksError, or when it hangs up. */
export async function readTarget(client: Socket): Promise<Target> {
  const [version, methods] = await bytes(client, 2);
  if (version !== VERSION) throw new SocksError('failed', `SOCKS version ${version}, which is not 5`);
  const offered = await bytes(client, methods ?? 0);
  if (!offered.includes(NO_AUTHENTICATION)) {
    client.end(Buffer.of(VERSION, NO_ACCEPTABLE_METHOD));
    throw new SocksError('failed', 'the client wants to log in');
  }
  client.write(Buffer.of(VERSION, NO_AUTHENTICATION));
  const [, command, , type] = await bytes(client, 4);
  const host = await readHost(client, type);
  const port = (await bytes(client, 2)).readUInt16BE();
  if (command !== CONNECT) throw new SocksError('commandNotSupported', `command ${command} is not CONNECT`);
  return { host, port };
}

/** Tells the client what became of its request. The address we connected from is nothing to it. */
export function sendReply(client: Socket, reply: Reply): void {
  const packet = Buffer.of(VERSION, REPLY[reply], 0, IPV4, 0, 0, 0, 0, 0, 0);
  if (reply === 'succeeded') client.write(packet);
  else if (client.writable) client.end(packet); // not after it was told that no method will do
}

async function readHost(client: Socket, type: number | undefined): Promise<string> {
  if (type === IPV4) return (await bytes(client, 4)).join('.');
  if (type === IPV6) return (await bytes(client, 16)).toString('hex').replace(/(.{4})(?!$)/g, '$1:');
  if (type !== DOMAIN_NAME) throw new SocksError('addressNotSupported', `address type ${type}`);
  const [length] = await bytes(client, 1);
  const name = (await bytes(client, length ?? 0)).toString('latin1');
  // Nothing a name can hold, and nothing for a log.
  if (!/^[\x21-\x7e]+$/.test(name)) throw new SocksError('failed', 'the host has characters no host has');
  return name.replace(/^\[(.*)\]$/, '$1');
}

/** Exactly so many bytes of what the client says; what follows stays for whoever reads next. */
async function bytes(client: Socket, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let missing = size; missing > 0; ) {
    // All there is, so that `readable` means news.
    const part = client.read(Math.min(missing, client.readableLength || 1)) as Buffer | null;
    if (part) {
      parts.push(part);
      missing -= part.length;
    } else if (client.readableEnded || client.destroyed) throw new Error('the client has hung up');
    else await change(client);
  }
  return Buffer.concat(parts);
}

/** There may be more to read, or there will be no more. */
function change(client: Socket): Promise<void> {
  const events = ['readable', 'end', 'close'];
  return new Promise(resolve => {
    const changed = () => {
      for (const event of events) client.off(event, changed);
      resolve();
    };
    for (const event of events) client.on(event, changed);
  });
}
