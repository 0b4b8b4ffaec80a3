import type { LokiLine } from './line.ts';

/** A push of JSON may be far larger, but proxies in front of Loki often take no more. */
export const MOST_BYTES = 1024 * 1024;
export const MOST_LINES = 5000;

/** Lines in batches that are not too large, in their order. A line that is too large goes alone. */
export async function* batchesOf(
  lines: AsyncIterable<LokiLine>,
  mostBytes = MOST_BYTES,
  mostLines = MOST_LINES,
): AsyncGenerator<LokiLine[]> {
  let batch: LokiLine[] = [];
  let bytes = 0;
  for await (const line of lines) {
    const more = Buffer.byteLength(line.value) + 1;
    if (batch.length > 0 && (batch.length === mostLines || bytes + more > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(line);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}

/** The body of a push. https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs */
export function bodyOf(lines: readonly LokiLine[]): string {
  const streams = [...byStream(lines)].map(
    ([stream, own]) => `{"stream":${stream},"values":[${own.map(({ value }) => value).join()}]}`,
  );
  return `{"streams":[${streams.join()}]}`;
}

export function byStream(lines: readonly LokiLine[]): Map<string, LokiLine[]> {
  const streams = new Map<string, LokiLine[]>();
  for (const line of lines) {
    const own = streams.get(line.stream);
    if (own) own.push(line);
    else streams.set(line.stream, [line]);
  }
  return streams;
}
