import type { HttpRequest, HttpResponse } from '../local/http.ts';

type Handle = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * A table of DynamoDB one of whose replicas lags behind: from `begin` to `end` whoever reads an item without ConsistentRead gets it
 * as it was before it was written. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
export class LaggingTable {
  readonly #handle: Handle;
  readonly #name: string;
  readonly #hashKey: string;
  /** What was answered for each key before it was written; undefined while nothing lags. */
  #before: Map<string, HttpResponse> | undefined;

  constructor(handle: Handle, { name, hashKey }: { name: string; hashKey: string }) {
    this.#handle = handle;
    this.#name = name;
    this.#hashKey = hashKey;
  }

  begin(): void {
    this.#before = new Map();
  }

  end(): void {
    this.#before = undefined;
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const operation = `${request.headers.get('x-amz-target')}`.replace(/^.*\./, '');
    if (!this.#before || (operation !== 'GetItem' && operation !== 'PutItem')) return this.#handle(request);
    const asked = JSON.parse(request.body.toString());
    if (asked.TableName !== this.#name) return this.#handle(request);
    const key = (asked.Key ?? asked.Item)[this.#hashKey];
    const written = JSON.stringify(key);
    if (operation === 'PutItem' && !this.#before.has(written))
      this.#before.set(written, await this.#read(request, key));
    const before = operation === 'GetItem' && !asked.ConsistentRead ? this.#before.get(written) : undefined;
    return before ?? this.#handle(request);
  }

  #read(like: HttpRequest, key: unknown): Promise<HttpResponse> {
    const headers = new Headers(like.headers);
    headers.set('x-amz-target', 'DynamoDB_20120810.GetItem');
    const Key = { [this.#hashKey]: key };
    const body = Buffer.from(JSON.stringify({ TableName: this.#name, Key, ConsistentRead: true }));
    headers.set('content-length', String(body.byteLength));
    return this.#handle({ ...like, headers, body });
  }
}
