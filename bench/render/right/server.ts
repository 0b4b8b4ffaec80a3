import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptSocket } from '../hostile.ts';
import { FONT, PHOTO, TONE } from './files.ts';
import { DATA, WANTED } from './page.ts';
import { decoded, OWN_PAGES } from './pages.ts';
import { ROWS } from './streams.ts';

type Answer = (response: ServerResponse, query: URLSearchParams) => void;

/** What was asked is answered only after this, by sockets and event streams. */
const ANSWER_MS = 400;
/** Longer than any quiet is taken for. */
const PIECE_MS = 250;
/** An offer is ready when it is asked for so often; a flaky answer comes at its third time. */
const READY_AFTER = 6;
const FLAKY_AFTER = 3;

const json = (data: object, status = 200): Answer => file('application/json', JSON.stringify(data), status);

function file(type: string, body: string | Buffer, status = 200): Answer {
  return response =>
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

/** How often each visit has asked. */
const asked = new Map<string, number>();

function count(query: URLSearchParams): number {
  const id = query.get('id') ?? '';
  const times = (asked.get(id) ?? 0) + 1;
  asked.set(id, times);
  return times;
}

const script = (code: string) => file('text/javascript', code);

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/right/data': (response, query) =>
    void setTimeout(json({ text: DATA }), Number(query.get('ms') ?? 0), response, query),
  '/right/guide/chapter.json': json({ text: DATA }),
  '/right/job': (response, query) => json({ isReady: count(query) >= READY_AFTER })(response, query),
  '/right/flaky': (response, query) =>
    (count(query) < FLAKY_AFTER ? json({}, 503) : json({ text: DATA }))(response, query),
  '/right/broken': json({ error: 'out of order' }, 500),
  '/right/gone': json({}, 410),
  '/right/rows': response => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    const rest = [...ROWS];
    const write = () => {
      response.write(`${rest.shift()}\n`);
      if (rest.length > 0) setTimeout(write, PIECE_MS);
      else response.end();
    };
    write();
  },
  '/right/events': response => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
    setTimeout(() => response.write(`event: stock\ndata: ${WANTED}\n\n`), ANSWER_MS);
  },
  '/right/worker.js': script(
    `onmessage = ({ data }) => fetch('/right/data?ms=' + data).then(() => postMessage('${WANTED}'))`,
  ),
  '/right/shared-worker.js': script(
    `onconnect = ({ ports: [port] }) => { port.onmessage = ({ data }) => fetch('/right/data?ms=' + data).then(() => port.postMessage('${WANTED}')) }`,
  ),
  '/right/module-worker.js': script(
    `import { text } from '/right/words.js'; await fetch('/right/data?ms=300'); postMessage(text)`,
  ),
  '/right/words.js': script(`export const text = '${WANTED}'`),
  '/right/font.ttf': file('font/ttf', FONT),
  '/right/photo.svg': file('image/svg+xml', PHOTO),
  '/right/tone.wav': file('audio/wav', TONE),
};

/** Answers what is below /right/; false when a request is for something else. A slash at the end counts, how a letter is encoded does not. */
export function answerRight(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  if (!path.startsWith('/right/')) return false;
  const page = OWN_PAGES.find(candidate => decoded(candidate.path) === decoded(path));
  const answer = page ? file('text/html; charset=utf-8', page.html) : ANSWERS[path];
  (answer ?? json({}, 404))(response, new URLSearchParams(query));
  return true;
}

/** Answers what a socket asks, once; false when it is none of ours. */
export function upgradeRight(request: IncomingMessage, socket: Duplex): boolean {
  if (request.url !== '/right/socket') return false;
  acceptSocket(request, socket);
  // A short text in one frame. Spec: https://www.rfc-editor.org/rfc/rfc6455#section-5.2
  const answer = Buffer.concat([Buffer.from([0x81, WANTED.length]), Buffer.from(WANTED)]);
  socket.once('data', () => setTimeout(() => socket.writable && socket.write(answer), ANSWER_MS));
  return true;
}
