/** A way a page has of making a request. */
export interface RequestKind {
  name: string;
  /** The script of a page that makes the request to the origin `to`; may await what comes of it. */
  script(to: string): string;
  /** A Chromium that is started as ours is asks nothing by this; should one do so some day, it must go through the gate. */
  never?: true;
  /** What it says to the server is no HTTP. */
  raw?: true;
}

/** For the scripts below. */
const PRELUDE = `
  const element = (tag, attributes, parent = document.body) => new Promise(done => {
    const made = Object.assign(document.createElement(tag), { onload: done, onerror: done, onloadeddata: done });
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    parent.append(made);
  });
  const style = text => document.head.append(Object.assign(document.createElement('style'), { textContent: text }));
  const box = name => document.body.append(Object.assign(document.createElement('i'), { className: name, textContent: name }));
  const blob = (text, type = 'text/javascript') => URL.createObjectURL(new Blob([text], { type }));
  const answer = target => new Promise(done => { target.onmessage = target.onerror = target.onopen = done });
  const say = 'then(() => postMessage(1), () => postMessage(1))';
  const clickOn = attributes => {
    const link = document.createElement('a');
    for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
    document.body.append(link);
    link.click();
  };
`;

/** A page that shows nothing but what came of failures would be none. */
const SOMETHING = 'This was there before anything was asked for. '.repeat(10);

/**
 * A page that makes requests of these kinds, and counts as finished when each has come to its end or a second is over.
 *
 * @param target the origin a kind asks, by its name
 */
export function pageThatAsks(kinds: RequestKind[], target: (name: string) => string): string {
  const scripts = kinds.map(kind => `run(async () => { ${kind.script(target(kind.name))} });`);
  return `<!doctype html><html lang="en"><title>Requests</title><body><main><p>${SOMETHING}</p><output>loading</output></main><script>
    window.prerenderReady = false;
    const work = [];
    const run = script => work.push(Promise.race([
      new Promise(resolve => resolve(script())).catch(() => undefined),
      new Promise(resolve => setTimeout(resolve, 1_000)),
    ]));
    ${PRELUDE}
    addEventListener('load', () => {
      ${scripts.join('\n      ')}
      Promise.all(work).then(() => {
        document.querySelector('output').textContent = 'all asked';
        window.prerenderReady = true;
      });
    });
  </script></body></html>`;
}

export const REQUEST_KINDS: RequestKind[] = [
  { name: 'fetch', script: to => `await fetch('${to}')` },
  { name: 'fetch-no-cors', script: to => `await fetch('${to}', { mode: 'no-cors' })` },
  {
    name: 'fetch-post',
    script: to => `await fetch('${to}', { method: 'POST', body: 'a', mode: 'no-cors' })`,
  },
  {
    name: 'fetch-preflight',
    script: to => `await fetch('${to}', { method: 'DELETE', headers: { 'x-a': '1' } })`,
  },
  { name: 'fetch-keepalive', script: to => `await fetch('${to}', { keepalive: true })` },
  { name: 'fetch-redirected', script: to => `await fetch('/redirect?to=${to}', { mode: 'no-cors' })` },
  { name: 'fetch-later', script: to => `fetchLater('${to}', { activateAfter: 0 })`, never: true },
  {
    name: 'xhr',
    script: to => `const x = new XMLHttpRequest(); x.open('GET', '${to}'); x.send();
      await new Promise(done => { x.onloadend = done })`,
  },
  {
    name: 'xhr-sync',
    script: to => `const x = new XMLHttpRequest(); x.open('GET', '${to}', false); x.send()`,
  },
  { name: 'beacon', script: to => `navigator.sendBeacon('${to}', 'a')` },
  { name: 'link-ping', script: to => `clickOn({ href: '#here', ping: '${to}' })` },
  { name: 'event-source', script: to => `await answer(new EventSource('${to}'))` },
  { name: 'event-source-redirected', script: to => `await answer(new EventSource('/redirect?to=${to}'))` },
  { name: 'web-socket', script: to => `await answer(new WebSocket('${to}'.replace('http', 'ws')))` },
  {
    name: 'web-socket-redirected',
    script: to => `await answer(new WebSocket('/redirect?to=${to}'))`,
    never: true,
  },
  {
    name: 'web-transport',
    script: to => `await new WebTransport('${to}'.replace('http:', 'https:')).ready`,
    never: true,
  },

  { name: 'image', script: to => `await element('img', { src: '${to}' })` },
  { name: 'image-redirected', script: to => `await element('img', { src: '/redirect?to=${to}' })` },
  { name: 'image-srcset', script: to => `await element('img', { srcset: '${to}/1 1x, ${to}/2 2x' })` },
  {
    name: 'image-svg',
    script: to => `document.body.insertAdjacentHTML('beforeend', '<svg><image href="${to}"/></svg>')`,
  },
  { name: 'image-button', script: to => `element('input', { type: 'image', src: '${to}' })` },
  { name: 'image-poster', script: to => `element('video', { poster: '${to}' })` },
  { name: 'video', script: to => `await element('video', { src: '${to}', preload: 'auto' })` },
  { name: 'audio', script: to => `await element('audio', { src: '${to}', preload: 'auto' })` },
  {
    name: 'track',
    script: to => `const video = document.createElement('video');
      document.body.append(video); video.crossOrigin = 'anonymous';
      video.innerHTML = '<track default kind="subtitles" src="${to}">'; video.textTracks[0].mode = 'showing'`,
  },
  {
    name: 'favicon',
    script: to => `element('link', { rel: 'icon', href: '${to}' }, document.head)`,
    never: true,
  },
  {
    name: 'manifest',
    script: to => `element('link', { rel: 'manifest', href: '${to}' }, document.head)`,
    never: true,
  },

  {
    name: 'css-link',
    script: to => `await element('link', { rel: 'stylesheet', href: '${to}' }, document.head)`,
  },
  { name: 'css-import', script: to => `style('@import url("${to}");')` },
  { name: 'css-url', script: to => `box('url'); style('.url { background: url("${to}") }')` },
  { name: 'css-image-set', script: to => `box('set'); style('.set { background: image-set("${to}" 1x) }')` },
  {
    name: 'css-content',
    script: to => `box('content'); style('.content::before { content: url("${to}") }')`,
  },
  { name: 'css-mask', script: to => `box('mask'); style('.mask { mask-image: url("${to}") }')` },
  {
    name: 'font',
    script: to =>
      `style('@font-face { font-family: Far; src: url("${to}") } .font { font-family: Far }'); box('font')`,
    never: true,
  },
  { name: 'font-face', script: to => `await new FontFace('Farther', 'url("${to}")').load()`, never: true },

  { name: 'script', script: to => `await element('script', { src: '${to}' })` },
  { name: 'script-redirected', script: to => `await element('script', { src: '/redirect?to=${to}' })` },
  { name: 'script-module', script: to => `await element('script', { src: '${to}', type: 'module' })` },
  { name: 'script-import', script: to => `await import('${to}')` },
  {
    name: 'script-import-map',
    script: to => `const map = document.createElement('script'); map.type = 'importmap';
      map.textContent = '{ "imports": { "far": "${to}" } }'; document.head.append(map); await import('far')`,
  },
  { name: 'paint-worklet', script: to => `await CSS.paintWorklet.addModule('${to}')` },
  {
    name: 'audio-worklet',
    script: to => `await new OfflineAudioContext(1, 1, 44100).audioWorklet.addModule('${to}')`,
  },

  {
    name: 'prefetch',
    script: to => `await element('link', { rel: 'prefetch', href: '${to}' }, document.head)`,
  },
  {
    name: 'preload',
    script: to => `await element('link', { rel: 'preload', as: 'script', href: '${to}' }, document.head)`,
  },
  {
    name: 'preload-fetch',
    script: to => `await element('link', { rel: 'preload', as: 'fetch', href: '${to}' }, document.head)`,
  },
  {
    name: 'module-preload',
    script: to => `await element('link', { rel: 'modulepreload', href: '${to}' }, document.head)`,
  },
  {
    name: 'preconnect',
    script: to => `element('link', { rel: 'preconnect', href: '${to}' }, document.head)`,
    never: true,
  },
  {
    name: 'dns-prefetch',
    script: to => `element('link', { rel: 'dns-prefetch', href: '${to}' }, document.head)`,
    never: true,
  },
  {
    name: 'speculation-rules',
    script: to => `const rules = document.createElement('script'); rules.type = 'speculationrules';
      rules.textContent = '{ "prefetch": [{ "urls": ["${to}"], "eagerness": "immediate" }] }'; document.head.append(rules)`,
    never: true,
  },

  { name: 'worker-import-scripts', script: to => `await answer(new Worker(blob('importScripts("${to}")')))` },
  { name: 'worker-fetch', script: to => `await answer(new Worker(blob('fetch("${to}").' + say)))` },
  { name: 'worker-redirected', script: to => `await answer(new Worker('/redirect?to=${to}'))`, never: true },
  {
    name: 'worker-module-fetch',
    script: to => `await answer(new Worker(blob('fetch("${to}").' + say), { type: 'module' }))`,
  },
  {
    name: 'worker-module-import',
    script: to => `await answer(new Worker(blob('import "${to}"'), { type: 'module' }))`,
  },
  {
    name: 'worker-in-worker',
    script: to => `const inner = blob('fetch("${to}").' + say);
      await answer(new Worker(blob('new Worker("' + inner + '").onmessage = () => postMessage(1)')))`,
  },
  {
    name: 'worker-web-socket',
    script: to => `await answer(new Worker(blob(
      'const s = new WebSocket("${to}".replace("http", "ws")); s.onopen = s.onerror = () => postMessage(1)')))`,
  },
  {
    name: 'shared-worker-fetch',
    script: to => `const { port } = new SharedWorker(blob(
        'onconnect = ({ ports: [port] }) => { const end = () => port.postMessage(1); fetch("${to}").then(end, end) }'));
      await answer(port)`,
  },
  {
    name: 'service-worker-fetch',
    script:
      to => `await navigator.serviceWorker.register('/service-worker.js?to=${to}', { scope: '/scope/' });
      await new Promise(resolve => setTimeout(resolve, 300))`,
  },

  { name: 'frame', script: to => `await element('iframe', { src: '${to}' })` },
  { name: 'frame-redirected', script: to => `await element('iframe', { src: '/redirect?to=${to}' })` },
  {
    name: 'frame-in-srcdoc',
    script: to => `await element('iframe', { srcdoc: '<iframe src="${to}"></iframe>' })`,
  },
  {
    name: 'frame-in-blob',
    script: to => `await element('iframe', { src: blob('<iframe src="${to}"></iframe>', 'text/html') })`,
  },
  {
    name: 'frame-in-data',
    script: to => `await element('iframe', { src: 'data:text/html,<iframe src="${to}"></iframe>' })`,
  },
  { name: 'frame-in-frame', script: to => `await element('iframe', { src: '/frame?to=${to}' })` },
  {
    name: 'frame-refresh',
    script: to => `await element('iframe', { srcdoc: '<meta http-equiv="refresh" content="0;url=${to}">' })`,
  },
  {
    name: 'frame-script',
    script: to => `await element('iframe', { srcdoc: '<script>location = "${to}"</' + 'script>' })`,
  },
  { name: 'frame-sandboxed', script: to => `await element('iframe', { sandbox: '', src: '${to}' })` },
  {
    name: 'frame-set',
    script: to => `await element('iframe', { srcdoc: '<frameset><frame src="${to}"></frameset>' })`,
  },
  {
    name: 'frame-form',
    script:
      to => `document.body.insertAdjacentHTML('beforeend', '<iframe name="into"></iframe><form method="post" target="into" action="${to}">');
      document.querySelector('form[target=into]').submit()`,
  },
  { name: 'object', script: to => `await element('object', { data: '${to}' })` },
  { name: 'embed', script: to => `await element('embed', { src: '${to}' })` },

  { name: 'window-open', script: to => `window.open('${to}')`, never: true },
  { name: 'window-link', script: to => `clickOn({ href: '${to}', target: '_blank' })`, never: true },
  {
    name: 'window-no-opener',
    script: to => `clickOn({ href: '${to}', target: '_blank', rel: 'noopener' })`,
    never: true,
  },
  {
    name: 'window-form',
    script:
      to => `document.body.insertAdjacentHTML('beforeend', '<form id="new" method="post" target="_blank" action="${to}">');
      document.getElementById('new').submit()`,
    never: true,
  },

  {
    name: 'rtc-stun',
    script: to => rtc(`stun:${new URL(to).host}`),
    never: true,
  },
  { name: 'rtc-turn-udp', script: to => rtc(`turn:${new URL(to).host}?transport=udp`), never: true },
  { name: 'rtc-turn-tcp', script: to => rtc(`turn:${new URL(to).host}?transport=tcp`), raw: true },
];

/** Gathers the candidates of a peer connection, for which a browser asks the server. */
const rtc = (server: string) => `
  const peer = new RTCPeerConnection({ iceServers: [{ urls: '${server}', username: 'a', credential: 'b' }] });
  peer.createDataChannel('a');
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise(done => { peer.onicecandidate = ({ candidate }) => candidate || done() })`;
