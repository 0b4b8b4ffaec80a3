import { describe, expect, test } from '@jest/globals';
import { readAll } from './read-all.ts';

/** A line of JSON as it is delivered with all fields: every value is text. */
const JSON_FIELDS: Record<string, string> = {
  timestamp: '1734528645',
  DistributionId: 'EDFDVBD6EXAMPLE',
  date: '2024-12-18',
  time: '13:30:45',
  'x-edge-location': 'SFO53-P7',
  'sc-bytes': '1352',
  'c-ip': '203.0.113.9',
  'cs-method': 'GET',
  'cs(Host)': 'd111111abcdef8.cloudfront.net',
  'cs-uri-stem': '/index.html',
  'sc-status': '200',
  'cs(Referer)': '-',
  'cs(User-Agent)': 'Mozilla/5.0%20(Macintosh;%20Intel%20Mac%20OS%20X%2010_15_7)',
  'cs-uri-query': '-',
  'cs(Cookie)': '-',
  'x-edge-result-type': 'Miss',
  'x-edge-request-id': 'xztq278Hco1x_LBixzRdOl2i0z3sYQOlJxFDKUSkv-R96pa7XurWOA==',
  'x-host-header': 'www.example.com',
  'cs-protocol': 'https',
  'cs-bytes': '493',
  'time-taken': '0.365',
  'x-forwarded-for': '-',
  'ssl-protocol': 'TLSv1.3',
  'ssl-cipher': 'TLS_AES_128_GCM_SHA256',
  'x-edge-response-result-type': 'Miss',
  'cs-protocol-version': 'HTTP/2.0',
  'fle-status': '-',
  'fle-encrypted-fields': '-',
  'c-port': '56089',
  'time-to-first-byte': '0.364',
  'x-edge-detailed-result-type': 'Miss',
  'sc-content-type': 'text/html;%20charset=utf-8',
  'sc-content-len': '-',
  'sc-range-start': '-',
  'sc-range-end': '-',
  'timestamp(ms)': '1734528645492',
  'origin-fbl': '0.363',
  'origin-lbl': '0.364',
  asn: '2516',
};

/** What that line tells. */
const ENTRY = {
  source: 'cloudfront',
  at: 1734528645492,
  id: 'xztq278Hco1x_LBixzRdOl2i0z3sYQOlJxFDKUSkv-R96pa7XurWOA==',
  client: '203.0.113.9',
  country: '',
  method: 'GET',
  host: 'www.example.com',
  path: '/index.html',
  query: '',
  status: 200,
  referrer: '',
  userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
  contentType: 'text/html; charset=utf-8',
  bytes: 1352,
  tookMs: 365,
  result: 'Miss',
};

const read = async (fields: object) => (await readAll(JSON.stringify(fields)))[0];
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(JSON_FIELDS).filter(([name]) => !names.includes(name)));
const spelled = (spell: (name: string) => string) =>
  Object.fromEntries(Object.entries(JSON_FIELDS).map(([name, value]) => [spell(name), value]));

describe('a line of JSON', () => {
  test('with all fields', async () => {
    expect(await read(JSON_FIELDS)).toEqual({ ...ENTRY, fields: JSON_FIELDS });
  });

  test.each<[string, object]>([
    ['in another order', Object.fromEntries(Object.entries(JSON_FIELDS).reverse())],
    ['with underscores', spelled(name => name.replaceAll('-', '_'))],
    [
      'as names of columns',
      spelled(name =>
        name
          .toLowerCase()
          .replace(/[^a-z]+/g, '_')
          .replace(/_$/, ''),
      ),
    ],
    ['with fields of tomorrow', { ...JSON_FIELDS, 'cs-mood': 'good', 'x-new': '{}' }],
    ['without the path pattern of old', without('timestamp', 'DistributionId', 'origin-fbl', 'origin-lbl')],
  ])('%s tells the same', async (_, fields) => {
    expect(await read(fields)).toEqual({ ...ENTRY, fields });
  });

  test('numbers may be numbers, and nothing may be null', async () => {
    const fields = {
      ...JSON_FIELDS,
      'timestamp(ms)': 1734528645492,
      'sc-status': 200,
      'sc-bytes': 1352,
      asn: null,
    };
    const entry = await read({ ...fields, 'time-taken': 0.365, 'sc-range-start': { from: 1 }, isNew: true });
    expect(entry).toEqual({
      ...ENTRY,
      fields: { ...JSON_FIELDS, asn: '', 'sc-range-start': '{"from":1}', isNew: 'true' },
    });
  });

  test.each<[string, object, number]>([
    ['in milliseconds', { 'timestamp(ms)': '1734528645492' }, 1734528645492],
    ['in seconds', { timestamp: '1734528645' }, 1734528645000],
    ['in seconds with milliseconds', { timestamp: '1734528645.492' }, 1734528645492],
    ['as date and time', { date: '2024-12-18', time: '13:30:45' }, 1734528645000],
    ['whichever is there', { 'timestamp(ms)': '-', date: '2024-12-18', time: '13:30:45' }, 1734528645000],
  ])('the time is told %s', async (_, fields, at) => {
    expect(await read({ 'cs-uri-stem': '/', ...fields })).toMatchObject({ at });
  });

  test.each<[string, object]>([
    ['no time', {}],
    ['a date alone', { date: '2024-12-18' }],
    ['a time that is none', { 'timestamp(ms)': 'soon' }],
    ['a day that is none', { date: '2024-13-45', time: '13:30:45' }],
    ['a time beyond time', { 'timestamp(ms)': '9e99' }],
    ['a time before 1970', { 'timestamp(ms)': '-1' }],
  ])('with %s is broken', async (_, fields) => {
    const text = JSON.stringify({ 'cs-uri-stem': '/', ...fields });
    expect(await readAll(text)).toEqual([{ line: 1, reason: 'it does not say when it was', text }]);
  });

  test.each<[string, object, object]>([
    ['the status of a client that had gone', { 'sc-status': '000' }, { status: 0 }],
    ['no status', { 'sc-status': '-' }, { status: 0 }],
    ['numbers that are none', { 'sc-bytes': 'many', 'time-taken': '-5' }, { bytes: 0, tookMs: 0 }],
    ['the host the client asked', { 'x-host-header': 'Go.Example.com:443' }, { host: 'go.example.com' }],
    [
      'the distribution where it asked none',
      { 'x-host-header': '-' },
      { host: 'd111111abcdef8.cloudfront.net' },
    ],
    ['a host by its address', { 'x-host-header': '[2001:db8::1]:443' }, { host: '[2001:db8::1]' }],
    ['a client of IPv6', { 'c-ip': '2001:db8::1' }, { client: '2001:db8::1' }],
    ['a country', { 'c-country': 'GB' }, { country: 'GB' }],
    ['a country nobody knows', { 'c-country': '-' }, { country: '' }],
    ['a query in the path', { 'cs-uri-stem': '/a?b=c?d' }, { path: '/a', query: 'b=c?d' }],
  ])('%s', async (_, fields, expected) => {
    expect(await read({ ...JSON_FIELDS, ...fields })).toMatchObject(expected);
  });

  test.each([
    ['{', 'it is no JSON'],
    ['{"cs-uri-stem":"/","date"', 'it is no JSON'],
    ['{}', 'it is of no log that is known'],
    ['{"level":"INFO"}', 'it is of no log that is known'],
    ['{"cs-uri-stem":"/\u0000"}', 'it is no JSON'],
    ['[]', 'it is of no log that is known'],
    ['null', 'it is of no log that is known'],
    ['{"__proto__":null,"cs-uri-stem":"/"}', 'it does not say when it was'],
  ])('%s is broken', async (text, reason) => {
    expect(await readAll(text)).toEqual([{ line: 1, reason, text }]);
  });
});

describe('what CloudFront encodes', () => {
  // The log's, and what the browser had sent.
  test.each([
    ['/caf%25C3%25A9', '/caf%C3%A9'],
    ['/a%252Fb', '/a%2Fb'],
    ['/100%2525', '/100%25'],
    ['/spring%2520sale', '/spring%20sale'],
    ['/it%27s%7Bnew%7D%5B1%5D%7E%60%40', "/it's{new}[1]~`@"],
    ['/plain-._!$&()*+,;=:@/', '/plain-._!$&()*+,;=:@/'],
    // From a log that is encoded once only, or bytes that came bare.
    ['/caf%C3%A9', '/caf%C3%A9'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a%20b%22', '/a%20b%22'],
    ['/%', '/%'],
    ['/%zz%2', '/%zz%2'],
    ['/%25zz', '/%zz'],
  ])('the path %s was %s', async (stem, path) => {
    expect(await read({ ...JSON_FIELDS, 'cs-uri-stem': stem, 'cs-uri-query': `q=${stem}` })).toMatchObject({
      path,
      query: `q=${path}`,
    });
  });

  test.each([
    ['curl/8.7.1', 'curl/8.7.1'],
    ['Mozilla/5.0%20(KHTML,%20like%20Gecko)', 'Mozilla/5.0 (KHTML, like Gecko)'],
    ['(%22Mozilla/5.0%20(Macintosh)%22)', '("Mozilla/5.0 (Macintosh)")'],
    ['My%2520App/7%20CFNetwork/1490.0.4%20Darwin/23.2.0', 'My%20App/7 CFNetwork/1490.0.4 Darwin/23.2.0'],
    ['100%25%20sure', '100% sure'],
    ['caf%C3%A9', 'café'],
    ['caf%E9%20x', 'caf\ufffd x'],
    ['50%%20off%2', '50% off%2'],
    // Until about 2019, with every blank encoded twice.
    ['Mozilla/5.0%2520(Windows%2520NT%25206.2;%2520WOW64)', 'Mozilla/5.0 (Windows NT 6.2; WOW64)'],
  ])('the User-Agent %s was %s', async (logged, userAgent) => {
    expect(await read({ ...JSON_FIELDS, 'cs(User-Agent)': logged })).toMatchObject({ userAgent });
  });

  test.each([
    ['https://t.co/', 'https://t.co/'],
    ['https://www.example.com/a?q=caf%25C3%25A9', 'https://www.example.com/a?q=caf%C3%A9'],
    ['https://www.example.com/a%2520b', 'https://www.example.com/a%20b'],
    ['android-app://com.google.android.gm/', 'android-app://com.google.android.gm/'],
  ])('the referrer %s was %s', async (logged, referrer) => {
    expect(await read({ ...JSON_FIELDS, 'cs(Referer)': logged })).toMatchObject({ referrer });
  });
});

const LEGACY = [
  '2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-',
  'Mozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==',
  'www.example.com\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit',
  'text/html\t78\t-\t-',
].join('\t');
const LEGACY_ENTRY = {
  source: 'cloudfront',
  at: Date.UTC(2019, 11, 4, 21, 2, 31),
  id: 'SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==',
  client: '192.0.2.100',
  country: '',
  method: 'GET',
  host: 'www.example.com',
  path: '/index.html',
  query: '',
  status: 200,
  referrer: '',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
  contentType: 'text/html',
  bytes: 392,
  tookMs: 1,
  result: 'Hit',
};
const HEADER = `#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end\n`;

describe('lines of columns', () => {
  test.each([
    ['with a header', HEADER + LEGACY],
    ['without one', LEGACY],
    ['with columns AWS has added since', `${LEGACY}\tnew\t-`],
    ['whose header has commas', HEADER.replaceAll(/(?<=[a-z)]) (?=[a-z])/g, ',') + LEGACY],
    ['with blanks for tabs', LEGACY.replaceAll('\t', ' ')],
    ['with blanks for tabs, and a header', HEADER + LEGACY.replaceAll('\t', '  ')],
    ['after another header', `#Fields: date time\n${HEADER}${LEGACY}`],
  ])('%s', async (_, file) => {
    const [entry, ...more] = await readAll(file);
    expect(more).toEqual([]);
    expect(entry).toMatchObject(LEGACY_ENTRY);
  });

  test('all of them are kept by their names', async () => {
    const [entry] = await readAll(
      `#Fields: date time c_ip cs_uri_stem x-mood\n2024-12-18\t13:30:45\t-\t/a%2520b\tgood`,
    );
    expect(entry).toMatchObject({
      client: '',
      path: '/a%20b',
      fields: { date: '2024-12-18', time: '13:30:45', c_ip: '-', cs_uri_stem: '/a%2520b', 'x-mood': 'good' },
    });
  });

  test('of early years', async () => {
    const line =
      '2014-04-28\t09:59:49\tLHR50\t1658497\t192.0.2.154\tGET\td111111abcdef8.cloudfront.net\t/a.mp4\t206\thttp://example.com/a.html?t=1&embed=true\tMozilla/5.0%2520(Windows%2520NT%25206.2)\t-\t-\tHit\tPz-E4NGyogTS==\t65.cdn.example.com\thttp\t827';
    expect(await readAll(line)).toMatchObject([
      {
        at: Date.UTC(2014, 3, 28, 9, 59, 49),
        userAgent: 'Mozilla/5.0 (Windows NT 6.2)',
        host: '65.cdn.example.com',
        fields: expect.not.objectContaining({ 'time-to-first-byte': expect.anything() }),
      },
    ]);
  });

  test('without a header, by names that are given', async () => {
    const fields = ['timestamp(ms)', 'c-country', 'cs-uri-stem'];
    const expected = { at: 1734528645492, country: 'GB', path: '/a,b' };
    expect(await readAll('1734528645492\tGB\t/a,b', { fields })).toMatchObject([expected]);
    expect(await readAll('1734528645492|GB|/a,b', { fields, delimiter: '|' })).toMatchObject([expected]);
    expect(await readAll('1734528645492 GB /a,b', { fields })).toMatchObject([expected]);
  });

  test.each([
    ['fewer columns than its header', `${HEADER}2019-12-04\t21:02:31\tLAX1`, 3, 'it has 3 columns of 33'],
    ['more columns than its header', `${HEADER}${LEGACY}\tx`, 3, 'it has 34 columns of 33'],
    ['no columns that are known', 'to whom it may concern', 1, 'it is of no log that is known'],
    ['an empty header', `#Fields:\n${LEGACY}`, 2, 'it has 33 columns of 0'],
  ])('with %s are broken', async (_, file, line, reason) => {
    expect(await readAll(file)).toMatchObject([{ line, reason }]);
  });
});
