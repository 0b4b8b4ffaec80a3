import { type RightPage, rightPage, SPINNER } from './page.ts';

/** What `/right/rows` brings, piece by piece. */
export const ROWS = ['anchors', 'buoys', 'cleats', 'dinghies', 'ensigns'];

const lines = (body: string) => `(async () => {
  const list = document.createElement('ul');
  main.replaceChildren(list);
  const add = text => { for (const line of text.split('\\n').filter(Boolean)) list.append(Object.assign(document.createElement('li'), { textContent: line })) };
  const { body } = await fetch('/right/rows');
  ${body}
})()`;

/** What comes bit by bit, or from a worker. */
export const STREAMS: readonly RightPage[] = [
  rightPage({
    name: 'socket that answers after 400 ms',
    main: '<p>Connecting</p>',
    code: `const socket = new WebSocket('ws://' + location.host + '/right/socket');
socket.onopen = () => socket.send('what is there?');
socket.onmessage = ({ data }) => show(data)`,
  }),
  rightPage({
    name: 'event stream that answers after 400 ms',
    main: SPINNER,
    code: `new EventSource('/right/events').addEventListener('stock', ({ data }) => show(data))`,
  }),
  rightPage({
    name: 'body by a reader',
    main: SPINNER,
    code: lines(`const reader = body.getReader(), decoder = new TextDecoder();
  for (;;) { const { done, value } = await reader.read(); if (done) break; add(decoder.decode(value, { stream: true })) }`),
    text: ROWS,
  }),
  rightPage({
    name: 'body by iteration',
    main: SPINNER,
    code: lines(
      'const decoder = new TextDecoder(); for await (const bytes of body) add(decoder.decode(bytes))',
    ),
    text: ROWS,
  }),
  rightPage({
    name: 'body through pipes',
    main: SPINNER,
    code: lines(`const trim = new TransformStream({ transform: (text, out) => out.enqueue(text.trim()) });
  await body.pipeThrough(new TextDecoderStream()).pipeThrough(trim).pipeTo(new WritableStream({ write: add }))`),
    text: ROWS,
  }),
  rightPage({
    name: 'worker',
    main: SPINNER,
    code: `const worker = new Worker('/right/worker.js');
worker.onmessage = ({ data }) => show(data);
worker.postMessage(300)`,
  }),
  rightPage({
    name: 'shared worker',
    main: SPINNER,
    code: `const { port } = new SharedWorker('/right/shared-worker.js');
port.onmessage = ({ data }) => show(data);
port.postMessage(300)`,
  }),
  rightPage({
    name: 'module worker',
    main: SPINNER,
    code: `new Worker('/right/module-worker.js', { type: 'module' }).onmessage = ({ data }) => show(data)`,
  }),
];
