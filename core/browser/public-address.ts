import { BlockList, isIP } from 'node:net';

/**
 * Special addresses, and multicast, which has a registry of its own. The few that are reachable from anywhere within a
 * special block (such as 192.0.0.9) are no web servers.
 * Spec: https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8', // this host: Linux takes it for loopback
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared by customers of a carrier
  '127.0.0.0/8', // loopback; in Lambda the runtime API, too
  '169.254.0.0/16', // link-local; the metadata of EC2 and the credentials of ECS
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays of 6to4, gone
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];

/** Spec: https://datatracker.ietf.org/doc/html/rfc4291#section-2.5.5.2 */
const IPV4_MAPPED = '::ffff:';
/** How networks without IPv4 reach it. Spec: https://datatracker.ietf.org/doc/html/rfc6052#section-2.1 */
const NAT64 = '64:ff9b::';

/**
 * All that is handed out to be reached from anywhere, and the two ways of writing an IPv4 address.
 * All else is no public address, such as ::1, fc00::/7 and fe80::/10, and what is yet to be assigned.
 * Spec: https://www.iana.org/assignments/ipv6-address-space/
 */
const ASSIGNED_IPV6 = ['2000::/3', `${NAT64}/96`, `${IPV4_MAPPED}0:0/96`];

/** Special blocks within these. Spec: https://www.iana.org/assignments/iana-ipv6-special-registry/ */
const SPECIAL_IPV6 = [
  '2001::/23', // protocol assignments; 2001::/32 of it is Teredo, which carries an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which carries an IPv4 address
  '3fff::/20', // documentation
];

const assigned = listOf(ASSIGNED_IPV6);
const special = listOf([
  ...SPECIAL_IPV4,
  ...SPECIAL_IPV4.flatMap(block => [IPV4_MAPPED, NAT64].map(prefix => within(prefix, block))),
  ...SPECIAL_IPV6,
]);

/**
 * Whether an address is one of the public internet, as IANA's registries have it.
 *
 * @param address as text; whatever is no address, or has a zone, is not public
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return false;
  if (family === 4) return !special.check(address, 'ipv4');
  return assigned.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

function listOf(blocks: string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [network = '', prefix] = block.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** An IPv4 block as a block of IPv6: these 96 bits stand before it. */
function within(prefix: string, block: string): string {
  const [network, bits] = block.split('/');
  return `${prefix}${network}/${96 + Number(bits)}`;
}
