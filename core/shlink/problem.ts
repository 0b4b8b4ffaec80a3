/** A problem as Shlink's clients know it. Types: https://github.com/shlinkio/shlink/tree/main/docs/adr, and its SDK's `ErrorType` */
export class ShlinkProblem extends Error {
  readonly status: number;
  readonly type: string;
  readonly more: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    type: string,
    detail: string,
    { headers = {}, ...more }: { headers?: Record<string, string>; [name: string]: unknown } = {},
  ) {
    super(detail);
    this.status = status;
    this.type = type;
    this.headers = headers;
    this.more = more;
  }

  response(): Response {
    const { status, type, message: detail, more } = this;
    const body = { type: `${TYPES}${type}`, title: TITLES[type] ?? 'Error', status, detail, ...more };
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...this.headers },
    });
  }
}

const TYPES = 'https://shlink.io/api/error/';

const TITLES: Record<string, string> = {
  'invalid-data': 'Invalid data',
  'non-unique-slug': 'Invalid custom slug',
  'short-url-not-found': 'Short URL not found',
  'missing-authentication': 'Invalid authorization',
  'invalid-api-key': 'Invalid API key',
  'tag-not-found': 'Tag not found',
  'tag-conflict': 'Tag conflict',
  'forbidden-tag-operation': 'Forbidden tag operation',
  'not-found': 'Not Found',
  forbidden: 'Forbidden',
  'too-many-requests': 'Too Many Requests',
  'mercure-not-configured': 'Mercure integration not configured',
};

/** What of a request cannot be done, field by field. */
export const invalidData = (wrong: Record<string, string>): ShlinkProblem =>
  new ShlinkProblem(
    400,
    'invalid-data',
    `${Object.entries(wrong)
      .map(([field, reason]) => `${field} ${reason}`)
      .join('; ')}.`,
    { invalidElements: Object.keys(wrong) },
  );
