/** Loopback has no certificate, so the local cloud answers it in plain http. */
const LOOPBACK = ['localhost', '127.0.0.1'];

/** Whether a host name (without port) is this machine, as it is in the local cloud. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.includes(hostname);
}

/** The origin of a viewer's Host: "https://go.example.com" of "go.example.com". Throws for what is no host. */
export function originOf(host: string): string {
  const { hostname } = new URL(`https://${host}`);
  return new URL(`${isLoopback(hostname) ? 'http' : 'https'}://${host}`).origin;
}
