import {
  request as ask,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from '../freshness/random.ts';

/** What happened to the requests of those that count. */
export interface Told {
  reads: number;
  writes: number;
  readUnits: number;
  writeUnits: number;
  throttled: number;
  lost: number;
  cut: number;
  killed: number;
}

export const nothingTold = (): Told => ({
  reads: 0,
  writes: 0,
  readUnits: 0,
  writeUnits: 0,
  throttled: 0,
  lost: 0,
  cut: 0,
  killed: 0,
});

/** Of a hundred requests so many meet this. */
const THROTTLED = 8;
const LOST = 3;
const KILLED = 1;
const CUT = 5;

/** Between a worker and its AWS: hands on what it asks, and does it harm where that is wanted. */
export class Between {
  readonly #server: Server;
  readonly #endpoint: URL;
  readonly #told: Told;
  readonly #harm: { random: Random; kill(): void } | undefined;

  constructor(endpoint: string, told: Told, harm?: { random: Random; kill(): void }) {
    this.#endpoint = new URL(endpoint);
    this.#told = told;
    this.#harm = harm;
    this.#server = createServer((request, response) => {
      this.#carry(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>(listening => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close().closeAllConnections();
  }

  async #carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, action] = `${request.headers['x-amz-target'] ?? ''}`.split('.');
    const body = await bytesOf(request);
    if (action === undefined) return await this.#file(request, body, response);
    if (this.#meets(THROTTLED)) {
      this.#told.throttled++;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(
        JSON.stringify({
          __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
          message: 'Too much at once',
        }),
      );
      return;
    }
    if (this.#meets(KILLED / 2)) return this.#kill();
    const asked = JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' });
    const answer = await this.#forward(request, Buffer.from(asked));
    this.#note(action, answer.body);
    // It has taken effect, and whoever asked does not hear of it.
    if (this.#meets(KILLED / 2)) return this.#kill();
    if (this.#meets(LOST)) {
      this.#told.lost++;
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
  }

  async #file(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const answer = await this.#forward(request, body);
    response.writeHead(answer.status, answer.headers);
    if (!this.#meets(CUT)) return void response.end(answer.body);
    this.#told.cut++;
    response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy());
  }

  #forward(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
    const { hostname, port } = this.#endpoint;
    return new Promise((resolve, reject) => {
      ask(
        { hostname, port, method, path: url, headers: { ...headers, 'content-length': body.length } },
        answer =>
          void bytesOf(answer).then(
            bytes => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
            reject,
          ),
      )
        .on('error', reject)
        .end(body);
    });
  }

  #note(action: string, body: Buffer): void {
    const { ConsumedCapacity } = JSON.parse(body.toString()) as {
      ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
    };
    const units = [ConsumedCapacity ?? []].flat().reduce((sum, each) => sum + (each.CapacityUnits ?? 0), 0);
    const isRead = /^(Get|BatchGet|Query|Scan)/.test(action);
    this.#told[isRead ? 'reads' : 'writes']++;
    this.#told[isRead ? 'readUnits' : 'writeUnits'] += units;
  }

  #kill(): void {
    this.#told.killed++;
    this.#harm?.kill();
  }

  /** Whether the harm that meets so many of a hundred meets this one. */
  #meets(share: number): boolean {
    return this.#harm !== undefined && 100 * this.#harm.random.uniform() < share;
  }
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
