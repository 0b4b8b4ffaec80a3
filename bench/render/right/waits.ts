import { DATA, type RightPage, rightPage, SPINNER } from './page.ts';

/** What an app waits for before it has anything to say: timers, answers that come later, keys, what the browser keeps. */
export const WAITS: readonly RightPage[] = [
  rightPage({
    name: 'splash screen of 2.5 s',
    main: '<img src="/right/photo.svg" alt=""><p>Welcome aboard</p>',
    code: 'setTimeout(() => get().then(show), 2500)',
    text: [DATA],
    unwanted: ['Welcome aboard'],
  }),
  rightPage({ name: 'spinner of 4 s', main: SPINNER, code: 'setTimeout(show, 4000)' }),
  rightPage({
    name: 'poll each 500 ms until an offer is ready',
    main: `${SPINNER}<p>Your offer is being worked out</p>`,
    code: `const id = String(Math.random());
const look = async () => (await (await fetch('/right/job?id=' + id)).json()).isReady ? show() : setTimeout(look, 500);
look()`,
    unwanted: ['being worked out'],
  }),
  rightPage({
    name: 'two 503 and a retry with longer pauses',
    main: SPINNER,
    code: `const id = String(Math.random());
(async () => {
  for (let pause = 500; ; pause *= 2) {
    const response = await fetch('/right/flaky?id=' + id);
    if (response.ok) return show((await response.json()).text);
    await later(pause);
  }
})()`,
    text: [DATA],
  }),
  rightPage({
    name: 'key of 2,048 bits',
    main: SPINNER,
    code: `const kind = { name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
(async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(kind, false, ['sign', 'verify']);
  const words = new TextEncoder().encode('a letter');
  const signature = await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, privateKey, words);
  if (await crypto.subtle.verify({ name: 'RSA-PSS', saltLength: 32 }, publicKey, signature, words)) show();
})()`,
  }),
  rightPage({
    name: 'IndexedDB',
    main: SPINNER,
    code: `const opening = indexedDB.open('stock', 1);
opening.onupgradeneeded = () => opening.result.createObjectStore('goods', { keyPath: 'id' });
opening.onsuccess = async () => {
  const text = await get();
  const writing = opening.result.transaction('goods', 'readwrite');
  writing.objectStore('goods').put({ id: 1, text });
  writing.oncomplete = () => {
    const reading = opening.result.transaction('goods').objectStore('goods').get(1);
    reading.onsuccess = () => show(reading.result.text);
  };
}`,
    text: [DATA],
  }),
  rightPage({
    name: 'private files',
    main: SPINNER,
    code: `(async () => {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle('note.txt', { create: true });
  const writer = await handle.createWritable();
  await writer.write(await get());
  await writer.close();
  show(await (await handle.getFile()).text());
})()`,
    text: [DATA],
  }),
  rightPage({
    name: 'animation that awaits its frames',
    main: '<canvas></canvas><p></p>',
    code: `const brush = document.querySelector('canvas').getContext('2d');
(async () => { for (let n = 0; ; n++) { await new Promise(requestAnimationFrame); brush.fillRect(n % 300, 0, 1, 9) } })();
get().then(text => { document.querySelector('p').textContent = text })`,
    text: [DATA],
  }),
  rightPage({
    name: 'count up to 100 % by frames',
    main: '<p>0 %</p>',
    code: `let percent = 0;
const step = () => {
  percent += 2;
  if (percent > 100) return get().then(show);
  main.textContent = percent + ' %';
  requestAnimationFrame(step);
};
step()`,
    text: [DATA],
    unwanted: ['%'],
  }),
  rightPage({
    name: 'hidden against flicker for 4 s',
    more: '<style>.tests-pending { opacity: 0 !important }</style><script>document.documentElement.classList.add("tests-pending")</script>',
    code: 'get().then(show); setTimeout(() => document.documentElement.classList.remove("tests-pending"), 4000)',
    text: [DATA],
    hidingClasses: ['tests-pending'],
  }),
];
