import { describe, expect, test } from '@jest/globals';
import { readAll } from './read-all.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067';
const CERTIFICATE = 'arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012';

/** A line, and what may be different in it. */
function line({
  type = 'https',
  client = '192.0.2.39:2817',
  target = '10.0.0.1:80',
  times = '0.086 0.048 0.037',
  statuses = '200 200',
  request = 'GET https://www.example.com:443/a%20b?c=%C3%A9 HTTP/1.1',
  userAgent = 'curl/7.46.0',
  tls = 'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2',
  group = ARN,
  domain = 'www.example.com',
  rest = ` "Root=1-58337281-1d84f3d73c47ec4e58577259" "DOMAIN" "${CERTIFICATE}" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_dc57cebed65b444ebc8177bb698fe166`,
} = {}): string {
  return `${type} 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 ${client} ${target} ${times} ${statuses} 34 57 "${request}" "${userAgent}" ${tls} ${group}${rest.replace('DOMAIN', domain)}`;
}

const ENTRY = {
  source: 'alb',
  at: Date.UTC(2018, 6, 2, 22, 23, 0, 186),
  id: 'Root=1-58337281-1d84f3d73c47ec4e58577259',
  client: '192.0.2.39',
  country: '',
  method: 'GET',
  host: 'www.example.com',
  path: '/a%20b',
  query: 'c=%C3%A9',
  status: 200,
  referrer: '',
  userAgent: 'curl/7.46.0',
  contentType: '',
  bytes: 57,
  tookMs: 171,
  result: '',
};

describe("a load balancer's line", () => {
  test('with all fields of today', async () => {
    const [entry] = await readAll(line());
    expect(entry).toEqual({
      ...ENTRY,
      fields: {
        type: 'https',
        time: '2018-07-02T22:23:00.186641Z',
        elb: 'app/my-loadbalancer/50dc6c495c0c9188',
        'client:port': '192.0.2.39:2817',
        'target:port': '10.0.0.1:80',
        request_processing_time: '0.086',
        target_processing_time: '0.048',
        response_processing_time: '0.037',
        elb_status_code: '200',
        target_status_code: '200',
        received_bytes: '34',
        sent_bytes: '57',
        request: 'GET https://www.example.com:443/a%20b?c=%C3%A9 HTTP/1.1',
        user_agent: 'curl/7.46.0',
        ssl_cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
        ssl_protocol: 'TLSv1.2',
        target_group_arn: ARN,
        trace_id: 'Root=1-58337281-1d84f3d73c47ec4e58577259',
        domain_name: 'www.example.com',
        chosen_cert_arn: CERTIFICATE,
        matched_rule_priority: '1',
        request_creation_time: '2018-07-02T22:22:48.364000Z',
        actions_executed: 'authenticate,forward',
        redirect_url: '-',
        error_reason: '-',
        'target:port_list': '10.0.0.1:80',
        target_status_code_list: '200',
        classification: '-',
        classification_reason: '-',
        conn_trace_id: 'TID_dc57cebed65b444ebc8177bb698fe166',
      },
    });
  });

  test.each([
    ['17 fields', ' ', 17],
    ['18 fields', ' "Root=1-5"', 18],
    ['28 fields', ` "Root=1-5" "a" "b" 0 2018 "forward" "-" "-" "-" "-" "-"`, 28],
    ['29 fields', ` "Root=1-5" "a" "b" 0 2018 "forward" "-" "-" "-" "-" "-" "-"`, 29],
    ['33 fields', ` "Root=1-5" "a" "b" 0 2018 "forward" "-" "-" "-" "-" "-" "-" TID_1 "x y" "-" z`, 33],
  ])('with %s', async (_, rest, count) => {
    const [entry] = await readAll(line({ rest }));
    expect(entry).toMatchObject({ ...ENTRY, id: count > 17 ? 'Root=1-5' : '' });
    expect(Object.keys(entry && 'fields' in entry ? entry.fields : {})).toHaveLength(count);
    if (count === 33)
      expect(entry).toMatchObject({ fields: { conn_trace_id: 'TID_1', field_31: 'x y', field_33: 'z' } });
  });

  test.each<[string, Parameters<typeof line>[0], object]>([
    [
      'HTTP/2',
      { type: 'h2', request: 'GET https://10.0.2.105:773/ HTTP/2.0' },
      { host: '10.0.2.105', path: '/' },
    ],
    [
      'a WebSocket',
      {
        type: 'ws',
        request: 'GET http://10.0.0.30:80/ HTTP/1.1',
        statuses: '101 101',
        times: '0.001 0.003 0.000',
      },
      { host: '10.0.0.30', status: 101, tookMs: 4 },
    ],
    [
      'a secure WebSocket',
      { type: 'wss', request: 'GET https://10.0.0.30:443/ HTTP/1.1' },
      { host: '10.0.0.30' },
    ],
    [
      'gRPC',
      { type: 'grpcs', request: 'POST https://a.example.com:443/x.Y/Z HTTP/2.0' },
      { method: 'POST', path: '/x.Y/Z' },
    ],
    ['no target', { target: '-', times: '-1 -1 -1', statuses: '503 -' }, { status: 503, tookMs: 0 }],
    ['a target that closed', { times: '0.001 -1 -1', statuses: '502 -' }, { status: 502, tookMs: 1 }],
    ['no status', { statuses: '- -' }, { status: 0 }],
    ['IPv6', { client: '[2001:db8::1]:2817', target: '[2001:db8::2]:80' }, { client: '2001:db8::1' }],
    ['IPv6 as host', { request: 'GET https://[::1]:443/a HTTP/1.1' }, { host: '[::1]', path: '/a' }],
    ['no client', { client: '-' }, { client: '' }],
    [
      'no TLS and no target group',
      { type: 'http', tls: '- -', group: '-', domain: '-' },
      { userAgent: 'curl/7.46.0' },
    ],
    ['no User-Agent', { userAgent: '-' }, { userAgent: '' }],
    [
      'a host in capitals',
      { request: 'GET https://WWW.Example.COM:443/A HTTP/1.1' },
      { host: 'www.example.com', path: '/A' },
    ],
    ['a query of questions', { request: 'GET https://a.b:443/?a?b HTTP/1.1' }, { path: '/', query: 'a?b' }],
    [
      'escaped signs in the address',
      { request: 'GET https://a.b:443/q?bar=\\x22\\xC3\\xA9 HTTP/2.0' },
      { query: 'bar=%22%C3%A9' },
    ],
    ['a proxy’s request', { request: 'GET http://other.example:80http://a.b/ HTTP/1.1' }, { method: 'GET' }],
    [
      'a malformed request',
      { request: '- http://lb-1.us-east-1.elb.amazonaws.com:80- -', statuses: '400 -' },
      { method: '', host: 'lb-1.us-east-1.elb.amazonaws.com', path: '', query: '', status: 400 },
    ],
    [
      'a malformed request, cut',
      { request: '- http://lb-1.example.com:80- ' },
      { method: '', host: 'lb-1.example.com', path: '' },
    ],
    ['no request at all', { request: '- - - ' }, { method: '', host: 'www.example.com', path: '' }],
    ['an empty request', { request: '' }, { method: '', host: 'www.example.com', path: '' }],
    ['escaped signs', { userAgent: 'say \\x22caf\\xC3\\xA9\\x22' }, { userAgent: 'say "café"' }],
    ['signs escaped as in C', { userAgent: 'say \\"hi\\" \\\\' }, { userAgent: 'say "hi" \\' }],
    [
      'bare quotes',
      { userAgent: '"Mozilla/5.0" (10" tablet) "' },
      { userAgent: '"Mozilla/5.0" (10" tablet) "' },
    ],
    ['quotes alone', { userAgent: '"' }, { userAgent: '"' }],
    ['an empty User-Agent', { userAgent: '' }, { userAgent: '' }],
    ['percent signs', { userAgent: '100%20sure' }, { userAgent: '100%20sure' }],
  ])('%s', async (_, parts, expected) => {
    const items = await readAll(line(parts));
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ id: ENTRY.id, ...expected });
    expect(items[0]).toMatchObject({ fields: { conn_trace_id: 'TID_dc57cebed65b444ebc8177bb698fe166' } });
  });

  test.each([
    ['https 2018-07-02T22:23:00.186641Z app/lb/50 192.0.2.39:2817', 'it has 4 fields only'],
    [line().slice(0, 200), 'a quote in it has no end'],
    [line().slice(0, line().indexOf(' "curl')), 'it has 13 fields only'],
    [line().slice(0, -60), 'a quote in it has no end'],
    [line().replace('2018-07-02T22', '2018-07-02T99'), 'it does not say when it was'],
    ['tls 2018-07-02T22:23:00 app', 'it is of no log that is known'],
  ])('%s is broken', async (text, reason) => {
    expect(await readAll(text)).toEqual([{ line: 1, reason, text: text.slice(0, 1000) }]);
  });

  test('quotes without end take no time', async () => {
    const items = await readAll(line({ userAgent: '" a b '.repeat(30_000) }));
    expect(items).toMatchObject([{ source: 'alb', status: 200 }]);
  }, 2_000);
});
