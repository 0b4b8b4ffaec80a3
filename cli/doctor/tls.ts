import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { ask, type Check, type DoctorContext } from './check.ts';

const TIMEOUT_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** ACM renews sixty days before. https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html */
const LEAST_DAYS = 30;

const addresses = ({ api, site }: DoctorContext): string[] => [api, site].flatMap(each => each ?? []);

export const redirected: Check = {
  name: 'http',
  needs: ['api', 'site', 'https'],
  assumes: 'http is answered by a 301 to the same address with https',
  advice: 'Is the behaviour’s ViewerProtocolPolicy redirect-to-https? Perhaps a proxy is in between.',
  run: async context => {
    const seen = await Promise.all(
      addresses(context).map(async address => {
        const plain = `${address.replace(/^https:/, 'http:')}/x`;
        const response = await ask(context, plain);
        const location = response.headers.get('location');
        return {
          isRight: response.status === 301 && location === `${address}/x`,
          text: `${response.status} to ${location}`,
        };
      }),
    );
    return {
      state: seen.every(({ isRight }) => isRight) ? 'ok' : 'fail',
      text: seen.map(({ text }) => text).join('; '),
    };
  },
};

export const tls: Check = {
  name: 'TLS',
  needs: ['api', 'site', 'https'],
  assumes:
    'TLS 1.2 or 1.3, with a certificate that is renewed in time; with domains of your own, TLS 1.1 is refused',
  advice:
    'The distribution’s ViewerCertificate says which versions; a certificate that is not renewed lacks its records in DNS.',
  run: async context => {
    const seen = await Promise.all(addresses(context).map(address => handshake(new URL(address), context)));
    return {
      state: seen.every(({ isRight }) => isRight) ? 'ok' : 'fail',
      text: seen.map(({ text }) => text).join('; '),
    };
  },
};

async function handshake({ hostname, port }: URL, { clock, ca }: DoctorContext) {
  const door = { host: hostname, port: Number(port || HTTPS), ...(ca && { ca }) };
  const socket = await connected(door);
  const protocol = socket.getProtocol();
  const until = Date.parse(socket.getPeerCertificate().valid_to);
  socket.destroy();
  const days = Math.floor((until - clock.now()) / DAY_MS);
  // CloudFront's own names take old versions, whatever is set: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
  const isOwn = !hostname.endsWith('.cloudfront.net');
  const takesOld = isOwn && (await takes(door, 'TLSv1.1'));
  return {
    isRight: days >= LEAST_DAYS && !takesOld,
    text: `${hostname}: ${protocol}, for ${days} days yet${takesOld ? ', and TLS 1.1 is taken' : ''}`,
  };
}

const HTTPS = 443;

const takes = (door: ConnectionOptions, version: SecureVersion): Promise<boolean> =>
  // OpenSSL itself would not speak so old a version otherwise.
  connected({ ...door, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }).then(
    socket => !!socket.destroy(),
    () => false,
  );

function connected(door: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...door, servername: door.host, timeout: TIMEOUT_MS }, () => resolve(socket));
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`${door.host} does not answer`)));
  });
}
