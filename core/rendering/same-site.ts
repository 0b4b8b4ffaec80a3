/**
 * Under these names everybody has one of their own, as under a top-level domain: two of them have nothing in common. Which
 * there are the public suffix list says (https://publicsuffix.org); these are what apps and their APIs are often put on. A name
 * that is missed here makes a stranger's request count as the site's own, which does harm only where the page shows nothing
 * without it.
 */
const SHARED = [
  'amazonaws.com',
  'appspot.com',
  'azurewebsites.net',
  'azurestaticapps.net',
  'cloudfront.net',
  'firebaseapp.com',
  'fly.dev',
  'github.io',
  'gitlab.io',
  'herokuapp.com',
  'netlify.app',
  'onrender.com',
  'pages.dev',
  'railway.app',
  'run.app',
  'supabase.co',
  'vercel.app',
  'web.app',
  'workers.dev',
];

/** Whether a host belongs to the same site as a page's: `api.example.com` and `www.example.com`. */
export function isSameSite(host: string, page: string): boolean {
  if (host === page) return true;
  if (isAddress(host) || isAddress(page)) return false;
  const shared = sharedEnd(host.split('.'), page.split('.'));
  return shared.length >= 2 && !isSuffix(shared);
}

const isAddress = (host: string) => /^\[|^[\d.]+$/.test(host);

function sharedEnd(a: string[], b: string[]): string[] {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a.at(-1 - count) === b.at(-1 - count)) count++;
  return count === 0 ? [] : a.slice(-count);
}

/** `co.uk`, `com.au`, or one of the names above: nobody's own. */
const isSuffix = (labels: string[]) =>
  SHARED.some(name => labels.join('.') === name || isBelowAmazon(labels, name)) ||
  (labels.length === 2 && SECOND_LEVEL.test(labels.join('.')));

const SECOND_LEVEL = /^(ac|co|com|edu|go|gob|gov|ltd|me|mil|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/;

/** `execute-api.eu-west-1.amazonaws.com`: AWS's services and Regions have names of their own in between. */
const isBelowAmazon = (labels: string[], name: string) =>
  name === 'amazonaws.com' && labels.join('.').endsWith(`.${name}`);
