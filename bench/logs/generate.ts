import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Random } from '../freshness/random.ts';

/** The first line's time; the others follow within the hour. */
const START = Date.UTC(2026, 10, 30, 5);
const HOUR = 3_600_000;
/** So many visitors come back; each has a browser, an address and a place. */
const VISITORS = 20_000;

/** Lines as CloudFront's standard logging (v2) delivers them as JSON, the same for the same random numbers. */
export function* logLines(lines: number, random: Random): Generator<string> {
  const visitors = Array.from({ length: VISITORS }, () => visitor(random));
  for (let n = 0; n < lines; n++) {
    const at = START + Math.floor((n / lines) * HOUR);
    yield JSON.stringify(request(at, pick(visitors, random), random));
  }
}

/** Writes them to a file, zipped, as they are made. */
export async function writeLog(file: string, lines: number, random: Random): Promise<void> {
  const batches = function* () {
    let batch = '';
    for (const line of logLines(lines, random)) {
      batch += `${line}\n`;
      if (batch.length < 65_536) continue;
      yield batch;
      batch = '';
    }
    yield batch;
  };
  await pipeline(batches, createGzip(), createWriteStream(file));
}

type Visitor = ReturnType<typeof visitor>;

function visitor(random: Random) {
  const major = 120 + Math.floor(20 * random.uniform());
  const [country, place] = pick(PLACES, random);
  const number = () => Math.floor(256 * random.uniform());
  return {
    userAgent: pick(USER_AGENTS, random).replaceAll('{major}', String(major)),
    address:
      random.uniform() < 0.3
        ? `2a02:cf40:${number().toString(16)}:4002:91f2:a9b2:e09a:${number().toString(16)}`
        : `203.0.${number()}.${number()}`,
    country,
    place: `${place}-P${1 + Math.floor(9 * random.uniform())}`,
    asn: String(1000 + Math.floor(60_000 * random.uniform())),
  };
}

/** One line, with the fields our template asks for, in their order. */
function request(at: number, { userAgent, address, country, place, asn }: Visitor, random: Random) {
  const [date = '', time = ''] = new Date(at).toISOString().split(/[T.]/);
  const isHit = random.uniform() < 0.9;
  const result = isHit ? 'Hit' : random.uniform() < 0.1 ? 'Error' : 'Miss';
  const isOwn = random.uniform() < 0.8;
  const seconds = ((isHit ? 1 : 40) * (1 + random.exponential())) / 1000;
  return {
    date,
    time,
    'x-edge-location': place,
    'sc-bytes': String(300 + Math.floor(400 * random.uniform())),
    'c-ip': address,
    'cs-method': random.uniform() < 0.98 ? 'GET' : 'HEAD',
    'cs(Host)': 'd111111abcdef8.cloudfront.net',
    'cs-uri-stem': pathOf(random),
    'sc-status': result === 'Error' ? pick(['404', '410', '000'], random) : '301',
    'cs(Referer)': random.uniform() < 0.5 ? '-' : pick(REFERRERS, random),
    'cs(User-Agent)': userAgent,
    'cs-uri-query':
      random.uniform() < 0.7 ? '-' : `utm_source=${pick(SOURCES, random)}&utm_campaign=spring%2520sale`,
    'x-edge-result-type': result,
    'x-edge-request-id': `${text(54, random)}==`,
    'x-host-header': isOwn ? 'go.example.com' : 'www.example.com',
    'cs-protocol': 'https',
    'cs-bytes': String(100 + Math.floor(400 * random.uniform())),
    'time-taken': seconds.toFixed(3),
    'ssl-protocol': 'TLSv1.3',
    'ssl-cipher': 'TLS_AES_128_GCM_SHA256',
    'x-edge-response-result-type': result,
    'cs-protocol-version': pick(['HTTP/2.0', 'HTTP/2.0', 'HTTP/3.0', 'HTTP/1.1'], random),
    'c-port': String(1024 + Math.floor(64_000 * random.uniform())),
    'time-to-first-byte': seconds.toFixed(3),
    'x-edge-detailed-result-type': result,
    'sc-content-type': isOwn ? '-' : 'text/html;%20charset=utf-8',
    'sc-content-len': isOwn ? '0' : '-',
    'sc-range-start': '-',
    'sc-range-end': '-',
    'timestamp(ms)': String(at),
    'c-country': country,
    asn,
    'origin-fbl': isHit ? '-' : seconds.toFixed(3),
    'origin-lbl': isHit ? '-' : seconds.toFixed(3),
    'cache-behavior-path-pattern': '*',
  };
}

/** Of a hundred thousand links some are followed far more often than most. */
function pathOf(random: Random): string {
  const rank = Math.floor(Math.exp(random.uniform() * Math.log(100_000)));
  if (rank % 50 === 0) return `/products/caf%25C3%25A9/${rank}`;
  return `/${(rank * 2_654_435_761).toString(36).slice(0, 7)}`;
}

function text(length: number, random: Random): string {
  let text = '';
  while (text.length < length) text += Math.floor(random.uniform() * 2 ** 48).toString(36);
  return text.slice(0, length);
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[Math.floor(all.length * random.uniform())] as T;
}

const USER_AGENTS = [
  'Mozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/{major}.0.0.0%20Safari/537.36',
  'Mozilla/5.0%20(Macintosh;%20Intel%20Mac%20OS%20X%2010_15_7)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/{major}.0.0.0%20Safari/537.36',
  'Mozilla/5.0%20(iPhone;%20CPU%20iPhone%20OS%2018_5%20like%20Mac%20OS%20X)%20AppleWebKit/605.1.15%20(KHTML,%20like%20Gecko)%20Version/18.5%20Mobile/15E{major}%20Safari/604.1',
  'Mozilla/5.0%20(Linux;%20Android%2010;%20K)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/{major}.0.0.0%20Mobile%20Safari/537.36',
  'Mozilla/5.0%20(X11;%20Linux%20x86_64;%20rv:{major}.0)%20Gecko/20100101%20Firefox/{major}.0',
  'Mozilla/5.0%20(compatible;%20Googlebot/2.1;%20+http://www.google.com/bot.html)',
  'facebookexternalhit/1.1%20(+http://www.facebook.com/externalhit_uatext.php)',
  'WhatsApp/2.{major}',
];
const PLACES = [
  ['US', 'SFO53'],
  ['US', 'IAD89'],
  ['DE', 'FRA56'],
  ['GB', 'LHR5'],
  ['JP', 'NRT57'],
  ['IN', 'BOM78'],
  ['BR', 'GRU3'],
  ['-', 'HEL51'],
] as const;
const REFERRERS = [
  'https://www.google.com/',
  'https://t.co/',
  'https://l.instagram.com/',
  'https://www.example.com/news?id=7&q=caf%25C3%25A9',
  'android-app://com.google.android.gm/',
];
const SOURCES = ['newsletter', 'poster', 'x', 'linkedin', 'qr'];
