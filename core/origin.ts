/** Loopback has no certificate, so the local cloud answers it in plain http. */
const LOOPBACK = ['localhost', '127.0.0.1'];

/** Whether a host name (without port) is this machine, as it is in the local cloud, where further domains are below localhost. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.includes(hostname) || hostname.endsWith('.localhost');
}

/** 127.0.0.0/8, ::1, "this host" of both kinds, and the same written as IPv4 in IPv6; as the URL standard writes them. */
const THIS_MACHINE =
  /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:(7f[0-9a-f]{2}:[0-9a-f]{1,4}|0:0)\]|(.+\.)?localhost\.?)$/;

/**
 * Whether a host name, as the URL standard writes it, leads to the machine of whoever follows it, in whatever spelling.
 * Names: https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export const isThisMachine = (hostname: string): boolean => THIS_MACHINE.test(hostname);

/** A name as DNS has it, whose last label is no number; the one address is loopback's. With a port or without. */
const HOST = /^((?:[a-z0-9_-]+\.)*[a-z][a-z0-9_-]*\.?|127\.0\.0\.1)(?::(\d*))?$/;

/**
 * The origin of a viewer's Host: "https://go.example.com" of "go.example.com". Throws for what is no host.
 * It says what `new URL` would, which CloudFront Functions do not have.
 */
export function originOf(host: string): string {
  const found = HOST.exec(host.toLowerCase());
  const name = found?.[1] || '';
  const port = found?.[2] || '';
  if (name === '' || Number(port) > 65_535) throw new Error(`"${host}" is no host.`);
  const isPlain = isLoopback(name);
  // The scheme's own port is never written: https://url.spec.whatwg.org/#url-miscellaneous
  const isUsual = port === '' || Number(port) === (isPlain ? 80 : 443);
  return `${isPlain ? 'http' : 'https'}://${name}${isUsual ? '' : `:${Number(port)}`}`;
}
