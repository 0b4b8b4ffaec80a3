import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Page, pagesForFile } from './pages.ts';

/*
 * Images, fonts, sound and film are never loaded; a script hears what it would in a browser that has them. And all of a page is
 * in sight, however tall it is.
 */

const loaded: string[] = [];
const asset = (path: string) => ({
  [path]: (_: unknown, response: { end(): void }) => {
    loaded.push(path);
    response.end();
  },
});
const pages = pagesForFile({
  ...asset('/h.ttf'),
  ...asset('/a.png'),
  ...asset('/tone.wav'),
  ...asset('/film.mp4'),
  '/api/more': (_, response) => void setTimeout(() => response.end('more by request'), 60),
});

const FACE = `const s = document.createElement('style');
  s.textContent = '@font-face { font-family: Harbour; src: url(/h.ttf) }'; document.head.append(s);`;

/** PNG, GIF, JPEG and WebP as far as they say how large they are; SVG with a size, with a ratio, and with half of each; and none. */
const DATA_IMAGES = [
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAMAAAAC',
  'data:image/gif;base64,R0lGODlhBQAEAIAAAA==',
  'data:image/jpeg;base64,/9j/4AAEYWL/wAARCAAGAAcD',
  'data:image/webp;base64,UklGRgAAAABXRUJQVlA4WAoAAAAQAAAABwAABwAA',
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="30px" height="20"/%3E',
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>',
  'data:image/svg+xml;base64,PHN2ZyB3aWR0aD0iMzAwIiB2aWV3Qm94PSIwIDAgMyAxIj48L3N2Zz4=',
  'data:image/x-nothing,nothing',
];

const HEARD: (Page & { text: string })[] = [
  {
    page: 'document.fonts.load()',
    code: `${FACE} document.fonts.load('16px Harbour').then(faces => show('faces: ' + faces.length + ' ' + faces[0].status))`,
    text: 'faces: 1 loaded',
  },
  {
    page: 'document.fonts.load() of a font nobody declared',
    code: `document.fonts.load('16px Nobody').then(faces => show('faces: ' + faces.length))`,
    text: 'faces: 0',
  },
  {
    page: 'document.fonts.load() of no font',
    code: `document.fonts.load('nonsense').catch(error => show(error.name))`,
    text: 'SyntaxError',
  },
  {
    page: 'document.fonts.check() before and after',
    code: `${FACE} const f = '12px "Harbour", serif'; const before = document.fonts.check(f); document.fonts.load(f).then(() => show(before + ' ' + document.fonts.check(f)))`,
    text: 'false true',
  },
  {
    page: 'document.fonts.ready',
    code: `${FACE} document.fonts.ready.then(set => show(set.status + ' ' + (set === document.fonts)))`,
    text: 'loaded true',
  },
  {
    page: 'the end of all loading',
    code: `${FACE} document.fonts.onloadingdone = ({ fontfaces }) => show('done: ' + fontfaces.length); document.fonts.load('1em Harbour')`,
    text: 'done: 1',
  },
  {
    page: 'FontFace.load()',
    code: `new FontFace('Harbour', 'url(/h.ttf)').load().then(face => { document.fonts.add(face); show(face.status + ' ' + document.fonts.size) })`,
    text: 'loaded 1',
  },
  {
    page: 'FontFace.loaded',
    code: `const f = new FontFace('Harbour', 'url(/h.ttf)'); document.fonts.add(f); f.load(); f.loaded.then(face => show(String(face === f)))`,
    text: 'true',
  },
  {
    page: 'the size of an image',
    code: `const i = new Image(); i.src = '/a.png'; const t = setInterval(() => { if (i.complete && i.naturalWidth > 0) { clearInterval(t); show('there') } }, 50)`,
    text: 'there',
  },
  {
    page: 'the ratio of an image',
    code: `const i = new Image(); i.onload = () => show(String(Number.isFinite(i.naturalWidth / i.naturalHeight))); i.src = '/a.png'`,
    text: 'true',
  },
  {
    page: 'the size of an image by its attributes',
    code: `show('x'); const i = new Image(300, 100); i.onload = () => show(i.naturalWidth + ' × ' + i.naturalHeight); i.src = '/a.png'`,
    text: '300 × 100',
  },
  {
    page: 'an image that is not complete before it is loaded',
    code: `const i = new Image(); i.src = '/a.png'; const before = i.complete; i.onload = () => show(before + ' ' + i.complete)`,
    text: 'false true',
  },
  {
    page: 'an image without an address is complete',
    code: `show(String(new Image().complete))`,
    text: 'true',
  },

  {
    page: 'one whose address is empty, too, in the page or not',
    main: '<img id="i" src="">',
    code: `const i = document.querySelector('#i'); const other = new Image(); other.src = ''; show(i.complete + ' ' + other.complete)`,
    text: 'true true',
  },
  {
    page: 'decode()',
    code: `const i = document.createElement('img'); i.setAttribute('src', '/a.png'); i.decode().then(() => show('decoded'))`,
    text: 'decoded',
  },
  {
    page: 'what decode() leads to is there',
    code: `const i = new Image(); i.src = '/a.png'; i.decode().then(() => show(i.complete + ' ' + i.naturalWidth))`,
    text: 'true 640',
  },
  {
    page: 'decode() of nothing',
    code: `new Image().decode().catch(error => show(error.name))`,
    text: 'EncodingError',
  },
  {
    page: 'the sizes of images that are written in their addresses',
    code: `Promise.all(${JSON.stringify(DATA_IMAGES)}.map(src => new Promise(done => { const i = new Image(99); i.onload = () => done(i.naturalWidth + '×' + i.naturalHeight); i.src = src })))
      .then(sizes => show(sizes.join(' ')))`,
    text: '3×2 5×4 7×6 8×8 30×20 150×150 300×100 99×74',
  },
  {
    page: 'createImageBitmap() of an image and of a film',
    code: `const i = new Image(); i.onload = async () => { const v = document.createElement('video'); v.onloadeddata = async () => {
      const [a, b] = [await createImageBitmap(i), await createImageBitmap(v, 0, 0, 40, 30)]; show([a.width, a.height, b.width, b.height].join()) }; v.src = '/film.mp4' }; i.src = '/a.png'`,
    text: '640,480,40,30',
  },
  {
    page: 'an image in a drawing, and one that is asked for ahead',
    main: '<svg><image id="i"/></svg>',
    code: `const link = Object.assign(document.createElement('link'), { rel: 'preload', as: 'image', href: '/a.png' });
      Promise.all([i, link].map(each => new Promise(done => { each.onload = done }))).then(() => show('both'));
      i.setAttribute('href', '/a.png'); document.head.append(link)`,
    text: 'both',
  },
  {
    page: 'an image that gets its address by setAttribute',
    code: `const i = document.createElement('img'); i.addEventListener('load', () => show('there')); i.setAttribute('src', '/a.png')`,
    text: 'there',
  },
  {
    page: 'an image of a set',
    code: `const i = new Image(); i.onload = () => show('there'); i.srcset = '/a.png 2x'`,
    text: 'there',
  },
  {
    page: 'the width of an image that is nowhere',
    code: `const i = new Image(); i.onload = () => show(i.width + ' × ' + i.height); i.src = '/a.png'`,
    text: '640 × 480',
  },
  {
    page: 'which of its images one shows',
    code: `const i = new Image(); i.onload = () => show(new URL(i.currentSrc).pathname); i.src = '/a.png'`,
    text: '/a.png',
  },
  {
    page: 'an image in a shadow root',
    main: '<div id="d"></div>',
    code: `const r = d.attachShadow({ mode: 'closed' }); r.innerHTML = '<img src="/a.png">'; r.firstChild.addEventListener('load', () => show('there'))`,
    text: 'there',
  },
  {
    page: 'an image that was parsed beside the page',
    code: `const d = document.createElement('div'); d.innerHTML = '<img src="/a.png">'; d.firstChild.addEventListener('load', () => show('there'))`,
    text: 'there',
  },
  {
    page: 'a copy of an image',
    code: `const i = new Image(); i.src = '/a.png'; i.cloneNode().onload = () => show('there')`,
    text: 'there',
  },
  {
    page: 'an image that is in the page already',
    main: '<img id="i" src="/a.png">',
    code: `const i = document.querySelector('#i'); i.complete ? show('there') : i.addEventListener('load', () => show('there'))`,
    text: 'there',
  },
  {
    page: 'a picture of its own making keeps its size',
    code: `const c = document.createElement('canvas'); c.width = 7; c.height = 5; c.toBlob(async b => { const m = await createImageBitmap(b); show(m.width + ' × ' + m.height) })`,
    text: '7 × 5',
  },
  {
    page: 'loadeddata of a sound',
    code: `const a = new Audio('/tone.wav'); a.preload = 'auto'; a.addEventListener('loadeddata', () => show('there')); a.addEventListener('error', () => show('broken')); a.load()`,
    text: 'there',
  },
  {
    page: 'canplaythrough of a sound',
    code: `const a = new Audio(); a.oncanplaythrough = () => show('ready ' + a.readyState + ' ' + a.error); a.onerror = () => show('broken'); a.src = '/tone.wav'`,
    text: 'ready 4 null',
  },
  {
    page: 'canplay of a film in the page',
    more: '<video src="/film.mp4" preload="auto"></video>',
    code: `const v = document.querySelector('video'); v.oncanplay = () => show('ready'); v.onerror = () => show('broken')`,
    text: 'ready',
  },
  {
    page: 'a film in a shadow root',
    main: '<div id="d"></div>',
    code: `const r = d.attachShadow({ mode: 'open' }); r.innerHTML = '<video src="/film.mp4"></video>'; r.firstChild.onloadeddata = () => show('ready'); r.firstChild.onerror = () => show('broken')`,
    text: 'ready',
  },
  {
    page: 'how large a film is, and how long',
    code: `const v = document.createElement('video'); v.onloadedmetadata = () => show([v.videoWidth / v.videoHeight > 1, v.duration].join()); v.src = '/film.mp4'`,
    text: 'true,0',
  },
  {
    page: 'a film of several sources',
    more: '<video><source src="/film.mp4" type="video/mp4"></video>',
    code: `const v = document.querySelector('video'); v.onloadedmetadata = () => show('ready'); v.querySelector('source').onerror = () => show('broken')`,
    text: 'ready',
  },
  {
    page: 'play()',
    code: `const v = document.createElement('video'); v.src = '/film.mp4'; v.muted = true; v.onplaying = () => show('playing'); v.play().catch(error => show(error.name))`,
    text: 'playing',
  },
  {
    page: 'a film in the page that plays to its end',
    main: '<video muted autoplay src="/film.mp4"></video>',
    code: `const v = document.querySelector('video'); let before; v.onplaying = () => { before = v.paused }; v.onended = () => show([before, v.paused, v.ended].join())`,
    text: 'false,true,true',
  },
  {
    page: 'one that begins anew each time, until it is stopped',
    code: `const v = document.createElement('video'); v.src = '/film.mp4'; v.muted = v.loop = true; document.body.append(v); v.onended = () => show('over');
      v.onpause = () => show('stopped'); v.play().then(() => setTimeout(() => { if (!v.paused) v.pause() }, 1_800))`,
    text: 'stopped',
  },
  {
    page: 'what is looked for in a film',
    code: `const v = document.createElement('video'); v.onloadeddata = () => { v.currentTime = 2.5 }; v.onseeked = () => show('at ' + v.currentTime); v.src = '/film.mp4'`,
    text: 'at 2.5',
  },
  {
    page: 'each frame of a film that is played, and then its end',
    code: `const v = document.createElement('video'); v.src = '/film.mp4'; v.muted = true; let seen = 0, last = -1, grows = true;
      const frame = (_, { mediaTime, width }) => { seen++; grows &&= mediaTime > last && width === 640; last = mediaTime; v.requestVideoFrameCallback(frame) };
      v.onplaying = () => { seen = 0; last = -1; v.requestVideoFrameCallback(frame) }; v.onended = () => show([seen > 2, grows].join()); v.play()`,
    text: 'true,true',
  },
  {
    page: 'the first frame of a film that nobody plays',
    code: `const v = document.createElement('video'); v.src = '/film.mp4';
      v.requestVideoFrameCallback((now, { presentedFrames, height }) => show([now > 0, presentedFrames, height].join()))`,
    text: 'true,1,360',
  },
  {
    page: 'the frame that was looked for',
    code: `const v = document.createElement('video'); v.src = '/film.mp4';
      v.onloadeddata = () => { v.currentTime = 2.5; v.requestVideoFrameCallback((_, { mediaTime }) => show('at ' + mediaTime)) }`,
    text: 'at 2.5',
  },
  {
    page: 'no frame for who wants it no more, nor without a film',
    code: `const v = document.createElement('video'); v.requestVideoFrameCallback(() => show('of nothing')); const other = document.createElement('video');
      other.src = '/film.mp4'; other.cancelVideoFrameCallback(other.requestVideoFrameCallback(() => show('seen')));
      other.oncanplaythrough = () => setTimeout(() => show(document.querySelector('main').textContent || 'none'), 100)`,
    text: 'none',
  },
  {
    page: 'how well a film is played',
    code: `show(typeof document.createElement('video').getVideoPlaybackQuality().droppedVideoFrames)`,
    text: 'number',
  },
  {
    page: 'play() with sound, which nobody has asked for',
    code: `const v = document.createElement('video'); v.src = '/film.mp4'; v.play().catch(error => show(error.name))`,
    text: 'NotAllowedError',
  },
];

const LIKE_A_PERSON: (Page & { text: string })[] = [
  { page: 'navigator.webdriver', code: 'show(String(navigator.webdriver))', text: 'false' },
  {
    page: 'time that goes on for who does nothing but wait for it',
    code: `const start = Date.now(); const end = performance.now() + 50; while (Date.now() < start + 50 || performance.now() < end); show('there')`,
    text: 'there',
  },
  ...[
    'const start = new Date(); while (new Date() - start < 50);',
    'const start = +new Date; while (+new Date < start + 50);',
    'class Time extends Date {} const start = new Time(); while (new Time() - start < 50);',
    "const start = new Event('a').timeStamp; while (new Event('a').timeStamp - start < 50);",
    'const start = Temporal.Now.instant().epochMilliseconds; while (Temporal.Now.instant().epochMilliseconds - start < 20);',
    'await new Promise(done => requestIdleCallback(time => { while (time.timeRemaining() > 0); done() }));',
  ].map(loop => ({
    page: `time that goes on for ${loop}`,
    code: `(async () => { ${loop.includes('Temporal') ? "if (!('Temporal' in window)) return show('there');" : ''} ${loop} show('there') })()`,
    text: 'there',
  })),
  {
    page: 'dates that are what they were',
    code: `class Day extends Date { get isDay() { return true } } const d = new Date(2020, 1, 2, 3); const now = new Date(); const day = new Day(0);
      show([Date.name, Date.length, now.constructor === Date, now instanceof Date, Object.prototype.toString.call(now), day.isDay, day instanceof Day, +day,
        d.getFullYear(), typeof Date(), new Date(NaN).getTime(), Math.abs(Date.now() - now) < 1_000, Date.UTC(1970, 0), structuredClone(now) - now,
        Object.keys(window).includes('Date'), Reflect.construct(Date, [0], Day).isDay].join())`,
    text: 'Date,7,true,true,[object Date],true,true,0,2020,string,NaN,true,0,0,false,true',
  },
  {
    page: 'an event that comes no earlier than who listens for it',
    code: `const end = performance.now() + 50; while (performance.now() < end); const at = performance.now();
      addEventListener('a', e => show(String(e.timeStamp >= at))); dispatchEvent(new Event('a'))`,
    text: 'true',
  },
  {
    page: 'a language that Intl knows, and numbers as it writes them',
    code: 'show([new Intl.Locale(navigator.language), navigator.languages, (1234.5).toLocaleString()].join())',
    text: 'en-US,en-US,en,1,234.5',
  },
  {
    page: 'a canvas that WebGL draws on',
    main: '<canvas id="c" width="300"></canvas>',
    code: `const gl = c.getContext('webgl2'); const shader = gl.createShader(gl.VERTEX_SHADER); gl.shaderSource(shader, 'x'); gl.compileShader(shader);
      const program = gl.createProgram(); gl.linkProgram(program); gl.drawArrays(gl.TRIANGLES, 0, 3);
      show([gl instanceof WebGL2RenderingContext, shader instanceof WebGLShader, gl.getShaderParameter(shader, gl.COMPILE_STATUS),
        gl.getProgramParameter(program, gl.LINK_STATUS), gl.getParameter(gl.VIEWPORT)[2], gl.getParameter(gl.MAX_TEXTURE_SIZE) > 0,
        gl.getError() === gl.NO_ERROR, gl.isContextLost(), c.getContext('webgl2') === gl, c.getContext('2d')].join())`,
    text: 'true,true,true,true,300,true,true,false,true,',
  },
  {
    page: 'a scene without which the app would be nothing',
    code: `const canvas = document.createElement('canvas'); canvas.addEventListener('webglcontextcreationerror', () => show('refused'));
      const gl = canvas.getContext('webgl') || canvas.getContext('experimental-webgl'); if (!gl) throw new Error('no WebGL');
      if (!/^WebGL 1/.test(gl.getParameter(gl.VERSION))) throw new Error('which?'); gl.drawingBufferColorSpace = 'srgb';
      const frame = () => { gl.clear(gl.COLOR_BUFFER_BIT); requestAnimationFrame(frame) }; frame(); show('drawn')`,
    text: 'drawn',
  },
];

const IN_SIGHT: (Page & { text: string })[] = [
  {
    page: 'what an observer waits for far below',
    main: '<h1>Top</h1><div style="height: 3000px"></div><section id="s"></section>',
    code: `new IntersectionObserver((seen, o) => { if (seen.some(e => e.isIntersecting)) { o.disconnect(); s.textContent = 'far below' } }).observe(s)`,
    text: 'far below',
  },
  {
    page: 'what is fetched when it comes into sight',
    main: '<h1>Top</h1><div style="height: 5000px"></div><section id="s"></section>',
    code: `new IntersectionObserver((seen, o) => { if (seen.some(e => e.isIntersecting)) { o.disconnect(); fetch('/api/more').then(r => r.text()).then(t => { s.textContent = t }) } }).observe(s)`,
    text: 'more by request',
  },
  {
    page: 'what is looked for at each scrolling',
    main: '<h1>Top</h1><div style="height: 3000px"></div><section id="s"></section>',
    code: `addEventListener('scroll', () => { if (s.getBoundingClientRect().top < innerHeight) s.textContent = 'by scrolling' })`,
    text: 'by scrolling',
  },
  {
    page: 'the next page of a list without an end',
    main: '<ul id="l"></ul><p id="s">more</p>',
    code: `let n = 0; const add = () => { for (let i = 0; i < 20; i++) l.insertAdjacentHTML('beforeend', '<li style="height: 100px">row ' + ++n + '</li>') }; add();
      new IntersectionObserver(seen => { if (seen.some(e => e.isIntersecting)) add() }).observe(s)`,
    text: 'row 100',
  },
  {
    page: 'for an app that looks at the first entry alone, which elsewhere is the only one of its frame',
    main: '<ul id="l"></ul><p id="s">more</p>',
    code: `let n = 0; const add = () => { for (let i = 0; i < 20; i++) l.insertAdjacentHTML('beforeend', '<li style="height: 100px">row ' + ++n + '</li>') };
      new IntersectionObserver(([{ isIntersecting }]) => { if (isIntersecting) fetch('/api/more').then(r => r.text()).then(add) }).observe(s)`,
    text: 'row 100',
  },
  {
    page: 'the rest of a list that ends with a spinner',
    main: '<h1>Ropes</h1><div style="height: 2000px"></div><ul id="l"></ul><div class="spinner" id="s">…</div>',
    code: `let n = 0; new IntersectionObserver(seen => { if (seen.some(e => e.isIntersecting)) fetch('/api/more').then(r => r.text()).then(t => {
      l.insertAdjacentHTML('beforeend', '<li style="height: 900px">' + t + ' ' + ++n + '</li>'); if (n === 3) s.remove() }) }).observe(s)`,
    text: 'more by request 3',
  },
  {
    page: 'what an observer waits for in an app that fills just the window',
    main: '<div style="height: 100vh; overflow: auto"><h1>Top</h1><div style="height: 3000px"></div><section id="s"></section></div>',
    code: `new IntersectionObserver((seen, o) => { if (seen.some(e => e.isIntersecting)) { o.disconnect(); s.textContent = 'far below' } }).observe(s)`,
    text: 'far below',
  },
  {
    page: 'what is looked for when that is scrolled',
    main: '<div id="app" style="position: fixed; inset: 0; overflow-y: scroll"><div style="height: 3000px"></div><section id="s">more</section></div>',
    code: `app.addEventListener('scroll', () => { if (s.getBoundingClientRect().top < innerHeight) s.textContent = 'by scrolling' })`,
    text: 'by scrolling',
  },
  {
    page: 'the rows of a list that draws what is in sight',
    main: '<div id="app" style="height: 100vh; overflow: auto"><div id="l" style="height: 8000px"></div></div>',
    code: `const draw = () => { let rows = ''; for (let y = 0; y < Math.min(8000, app.clientHeight); y += 40) rows += '<p>row ' + y / 40 + '</p>'; l.innerHTML = rows };
      new ResizeObserver(draw).observe(app); app.addEventListener('scroll', draw)`,
    text: 'row 199',
  },
  {
    page: 'the last of parts that are each as tall as the window',
    main: '<section>one</section><section>two</section><section>three</section><section>four</section><section>five</section>',
    more: '<style>section { height: 100vh }</style>',
    code: `const o = new IntersectionObserver(seen => { for (const { isIntersecting, target } of seen) if (isIntersecting) { o.unobserve(target); target.textContent += ', seen' } });
      for (const part of document.querySelectorAll('section')) o.observe(part)`,
    text: 'five, seen',
  },
  {
    page: 'what must be a tenth of the window above its end',
    main: '<h1>Top</h1><div style="height: 3000px"></div><section id="s"></section><div style="height: 200px"></div>',
    code: `new IntersectionObserver((seen, o) => { if (seen.some(e => e.isIntersecting)) { o.disconnect(); s.textContent = 'far below' } }, { rootMargin: '0px 0px -10%' }).observe(s)`,
    text: 'far below',
  },
  {
    page: 'what is looked for once scrolling has ended, by a timer',
    main: '<h1>Top</h1><div style="height: 3000px"></div><section id="s"></section>',
    code: `let t; onscroll = () => { clearTimeout(t); t = setTimeout(() => { if (s.getBoundingClientRect().top < innerHeight) s.textContent = 'by scrolling' }, 250) }`,
    text: 'by scrolling',
  },
  {
    page: 'what is looked for at the end of scrolling',
    main: '<h1>Top</h1><div style="height: 3000px"></div><section id="s"></section>',
    code: `addEventListener('scrollend', () => { if (s.getBoundingClientRect().top < innerHeight) s.textContent = 'by scrolling' })`,
    text: 'by scrolling',
  },
  {
    page: 'no other window for who hears of its size',
    main: '<h1>Top</h1><p id="s"></p><div style="height: 3000px"></div><b id="b"></b>',
    code: `const fit = () => { s.textContent = 'window of ' + innerHeight }; fit(); addEventListener('resize', fit);
      new IntersectionObserver(() => undefined).observe(b)`,
    text: 'window of 960',
  },
  {
    page: 'no other window for a framework that hears of everything at its root',
    main: '<h1>Top</h1><p id="s"></p><div style="height: 3000px"></div>',
    code: `document.querySelector('main').addEventListener('scroll', () => undefined, true);
      setInterval(() => { s.textContent += innerHeight + ' ' }, 100)`,
    text: ' 960 </p>',
  },
];

const texts = new Map<string, Promise<string>>();
beforeAll(async () => {
  for (const each of [...HEARD, ...LIKE_A_PERSON, ...IN_SIGHT]) texts.set(each.page, pages.render(each));
  await Promise.allSettled(texts.values());
});

describe('a script hears as in a browser:', () => {
  test.each([...HEARD, ...LIKE_A_PERSON])('$page', async ({ page, text }) => {
    expect(await texts.get(page)).toBe(text);
  });

  test('and nothing is loaded', () => {
    expect(loaded).toEqual([]);
  });
});

describe('is in sight:', () => {
  test.each(IN_SIGHT)('$page', async ({ page, text }) => {
    expect(await texts.get(page)).toContain(text);
  });

  test('and the next page in the tab has a window of the usual size', async () => {
    expect(await pages.render({ code: 'show(String(innerHeight))' })).toBe('960');
  });
});
