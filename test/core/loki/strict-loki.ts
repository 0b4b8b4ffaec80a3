import { gunzipSync } from 'node:zlib';
import { close, type HttpRequest, type HttpResponse, listen, respond } from '../../../local/http.ts';

/** A line as it was taken. */
export interface Taken {
  stream: Record<string, string>;
  time: string;
  text: string;
  metadata: Record<string, string>;
}

export interface StrictOptions {
  now(): number;
  tenant?: string;
  authorization?: string;
  mostBytes?: number;
}

type Value = [time: string, text: string, metadata?: Record<string, string>];
interface Stream {
  stream: Record<string, string>;
  values: Value[];
}

const DAY_MS = 86_400_000;
/** Loki's defaults: https://grafana.com/docs/loki/latest/configure/#limits_config */
const OLDEST_MS = 7 * DAY_MS;
const AHEAD_MS = 600_000;
const LONGEST_LINE = 256 * 1024;
const MOST_LABELS = 15;
const MOST_METADATA = 64 * 1024;
const BEHIND_MS = 3_600_000; // half of max_chunk_age
const ERRORS_RETURNED = 10;

/** Go's RFC 3339: whole seconds. */
const written = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
const millisecondsOf = (time: string) => Number(time.slice(0, -6));

/**
 * Loki as far as a push goes, with the rules, defaults and texts of its distributor and ingester. Good lines of a push are taken
 * beside bad ones; one with a time and text that the stream has is dropped; older ones are taken, an hour back at most.
 */
export class StrictLoki {
  readonly taken: Taken[] = [];
  /** What each push brought: how many lines, and how it was answered. */
  readonly pushes: { lines: number; status: number; bytes: number }[] = [];
  dropped = 0;
  /** Answers to be given before anything is looked at: a status, headers, and whether the lines are taken all the same. */
  readonly planned: { status: number; headers?: Record<string, string>; text?: string; takes?: boolean }[] =
    [];
  readonly #options: StrictOptions;
  readonly #streams = new Map<string, { newest: number; seen: Set<string> }>();

  constructor(options: StrictOptions) {
    this.#options = options;
  }

  async start(): Promise<{ url: string; stop: () => Promise<void> }> {
    const { server, port } = await listen(async request => this.#answer(request), 0);
    return { url: `http://127.0.0.1:${port}`, stop: () => close(server) };
  }

  #answer(request: HttpRequest): HttpResponse {
    const plan = this.planned.shift();
    const streams = plan && !plan.takes ? [] : undefined;
    const { status, text, lines } = streams ? { status: 0, text: '', lines: 0 } : this.#push(request);
    const answer = plan ?? { status, text };
    this.pushes.push({ lines, status: answer.status, bytes: request.body.length });
    return respond(answer.status, plan?.headers ?? {}, answer.text ?? '');
  }

  #push({ method, path, headers, body }: HttpRequest) {
    const { tenant = null, authorization = null, mostBytes = Number.POSITIVE_INFINITY } = this.#options;
    const no = (status: number, text: string) => ({ status, text, lines: 0 });
    if (method !== 'POST' || path !== '/loki/api/v1/push') return no(404, '404 page not found');
    if (headers.get('authorization') !== authorization) return no(401, 'authentication error');
    if (headers.get('x-scope-orgid') !== tenant) return no(401, 'no org id');
    if (headers.get('content-type') !== 'application/json') return no(400, 'snappy: corrupt input');
    if (headers.get('content-encoding') !== 'gzip') return no(400, 'not gzip');
    if (body.length > mostBytes) return no(413, 'request entity too large');
    const { streams } = JSON.parse(gunzipSync(body).toString()) as { streams: Stream[] };
    const lines = streams.reduce((sum, { values }) => sum + values.length, 0);
    const faults = streams.flatMap(stream => this.#distribute(stream));
    const [late] = streams.flatMap(stream => this.#ingest(stream));
    if (late) return { status: 400, text: late, lines };
    return faults.length > 0
      ? { status: 400, text: [...new Set(faults)].join('\n'), lines }
      : { status: 204, text: '', lines };
  }

  /** Takes out of a stream what no distributor lets through. */
  #distribute(own: Stream): string[] {
    const labels = `{${Object.entries(own.stream)
      .sort()
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}}`;
    const count = Object.keys(own.stream).length;
    if (count > MOST_LABELS) {
      own.values = [];
      return [`entry for stream '${labels}' has ${count} label names; limit ${MOST_LABELS}`];
    }
    const faults: string[] = [];
    own.values = own.values.filter(value => {
      const fault = this.#faultOf(value, labels);
      if (fault) faults.push(fault);
      return !fault;
    });
    return faults;
  }

  #faultOf([time, text, metadata = {}]: Value, labels: string): string | undefined {
    if (!/^\d{19}$/.test(time)) throw new Error(`${time} is no time`);
    const now = this.#options.now();
    const at = millisecondsOf(time);
    if (at < now - OLDEST_MS)
      return `entry for stream '${labels}' has timestamp too old: ${written(at)}, oldest acceptable timestamp is: ${written(now - OLDEST_MS)}`;
    if (at > now + AHEAD_MS) return `entry for stream '${labels}' has timestamp too new: ${written(at)}`;
    const size = Buffer.byteLength(text);
    if (size > LONGEST_LINE)
      return `Max entry size '${LONGEST_LINE}' bytes exceeded for stream '${labels}' while adding an entry with length '${size}' bytes`;
    const more = Object.entries(metadata).reduce(
      (sum, [name, value]) => sum + Buffer.byteLength(name + value),
      0,
    );
    if (more > MOST_METADATA)
      return `stream '${labels}' has structured metadata too large: '${more}' bytes, limit: '${MOST_METADATA}' bytes. Please see \`limits_config.max_structured_metadata_size\` or contact your Loki administrator to increase it.`;
    return undefined;
  }

  /** Takes what is new, as an ingester does. */
  #ingest({ stream, values }: Stream): string[] {
    const key = JSON.stringify(Object.entries(stream).sort());
    const known = this.#streams.get(key) ?? { newest: 0, seen: new Set() };
    this.#streams.set(key, known);
    const behind: string[] = [];
    for (const [time, text, metadata = {}] of values) {
      const at = millisecondsOf(time);
      const cutoff = known.newest - BEHIND_MS;
      if (at < cutoff)
        behind.push(
          `entry with timestamp ${new Date(at).toISOString()} ignored, reason: 'entry too far behind, entry timestamp is: ${written(at)}, oldest acceptable timestamp is: ${written(cutoff)}',\n`,
        );
      else if (known.seen.has(`${time} ${text}`)) this.dropped++;
      else {
        known.seen.add(`${time} ${text}`);
        known.newest = Math.max(known.newest, at);
        this.taken.push({ stream, time, text, metadata });
      }
    }
    const tail = `user 'fake', total ignored: ${behind.length} out of ${values.length} for stream: ${key}`;
    return behind.length > 0 ? [behind.slice(0, ERRORS_RETURNED).join('') + tail] : [];
  }
}
