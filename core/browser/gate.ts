import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, isIP, type Socket } from 'node:net';
import { isPublicAddress } from './public-address.ts';
import { type Reply, readTarget, SocksError, sendReply, type Target } from './socks.ts';

/** The browser's only way to the network. */
export interface Gate {
  readonly port: number;
  /** How many connections it has refused, since their address is not public. */
  readonly refused: number;
  /** Ends it with every connection it holds. */
  close(): Promise<void>;
}

export interface GateOptions {
  /**
   * Names the exceptions that may be reached wherever they are, such as an app on loopback: by exact host, as
   * URL.hostname has it but an IPv6 address without brackets, and port. By default none.
   */
  allows?(host: string, port: number): boolean;
  /** Names what may not be reached wherever it is. Its name is not even resolved. By default nothing. */
  refuses?(host: string, port: number): boolean;
  /** The addresses of a name; by default the system's own. */
  resolve?(host: string): Promise<string[]>;
  /** Connects to one of these addresses, which were checked; by default by TCP. */
  connect?(addresses: string[], port: number): Socket;
  log(line: string): void;
}

/** Chromium says all it has to say at once, over loopback. */
const HANDSHAKE_TIMEOUT_MS = 5_000;
const RESOLVE_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** For one of several addresses, before the next one is tried. */
const ATTEMPT_TIMEOUT_MS = 1_000;
/** Given to a connection that one side has ended, while nothing comes from the other. */
const HALF_CLOSED_TIMEOUT_MS = 5_000;
/** Chromium opens at most 32 to a proxy for each browser context, and as many WebSockets. */
const MAX_CONNECTIONS = 512;

/**
 * Opens a SOCKS5 proxy on loopback that connects to public addresses only. A name is resolved once, here, and the
 * connection goes to an address that was checked: a name that answers otherwise the next time gains nothing.
 * Spec: https://datatracker.ietf.org/doc/html/rfc1928
 */
export async function openGate(options: GateOptions): Promise<Gate> {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // what ends a connection is seen by its close
    return socket;
  };
  let refused = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, client => {
    serve(hold(client), options, hold).catch(error => {
      if (error instanceof SocksError && error.reply === 'notAllowed') refused += 1;
      if (error instanceof SocksError) options.log(`The gate: ${error.message}`);
      sendReply(client, replyTo(error));
      client.destroySoon();
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get refused() {
      return refused;
    },
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * The switches that leave Chromium no way but the gate: names are resolved by the gate alone, loopback is no
 * exception, and nothing is sent by UDP.
 * Spec: https://chromium.googlesource.com/chromium/src/+/main/net/docs/proxy.md
 */
export const gateArguments = (gate: Gate): string[] => [
  `--proxy-server=socks5://127.0.0.1:${gate.port}`,
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
];

/** Connects a client to where it wants to go. Rejects when there is no way, with SocksError when there may be none. */
async function serve(client: Socket, options: GateOptions, hold: (socket: Socket) => Socket): Promise<void> {
  const target = await inTime(HANDSHAKE_TIMEOUT_MS, readTarget(client));
  const addresses = await checkedAddresses(target, options);
  if (client.destroyed) return;
  const upstream = hold((options.connect ?? connectByTcp)(addresses, target.port));
  const hungUp = () => upstream.destroy(new Error('the client has hung up'));
  client.once('close', hungUp);
  try {
    await inTime(CONNECT_TIMEOUT_MS, once(upstream, 'connect'));
  } catch (error) {
    upstream.destroy();
    throw error;
  }
  client.off('close', hungUp);
  sendReply(client, 'succeeded');
  join(client, upstream);
  join(upstream, client);
}

/** The addresses that may be connected to, of all that the target has. */
async function checkedAddresses({ host, port }: Target, options: GateOptions): Promise<string[]> {
  const { allows = () => false, refuses = () => false, resolve = systemResolve } = options;
  if (refuses(host, port))
    throw new SocksError('notAllowed', `${host}:${port} refused: it is not to be asked`);
  const addresses = isIP(host) ? [host] : await inTime(RESOLVE_TIMEOUT_MS, resolve(host));
  if (addresses.length === 0) throw errorOf('ENOTFOUND');
  if (allows(host, port)) return addresses;
  const open = addresses.filter(isPublicAddress);
  if (open.length > 0) return open;
  throw new SocksError('notAllowed', `${host}:${port} refused: ${addresses} is no public address`);
}

/** Node tries one address after the other; it knows none but these, so it cannot resolve anything. */
function connectByTcp(addresses: string[], port: number): Socket {
  const found = addresses.map(address => ({ address, family: isIP(address) }));
  return connect({
    host: 'checked',
    port,
    lookup: (_host, _options, done) => done(null, found),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
    allowHalfOpen: true,
    noDelay: true,
  });
}

/** Hands on what comes from one side, and its end. */
function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.once('end', () => to.setTimeout(HALF_CLOSED_TIMEOUT_MS, () => to.destroy()));
  from.once('close', hadError => {
    if (hadError || !from.readableEnded) to.destroy();
  });
}

const systemResolve = async (host: string) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(errorOf('ETIMEDOUT')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const errorOf = (code: string) => Object.assign(new Error(code), { code });

const REPLIES: Record<string, Reply> = {
  ECONNREFUSED: 'connectionRefused',
  EHOSTUNREACH: 'hostUnreachable',
  ENETUNREACH: 'networkUnreachable',
  ENOTFOUND: 'hostUnreachable',
  ETIMEDOUT: 'timeOut',
};

function replyTo(error: unknown): Reply {
  if (error instanceof SocksError) return error.reply;
  return REPLIES[(error as NodeJS.ErrnoException).code ?? ''] ?? 'failed';
}
