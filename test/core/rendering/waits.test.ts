import { beforeAll, describe, expect, test } from '@jest/globals';
import { RenderFailed } from '../../../core/rendering/rendered.ts';
import { type Page, pagesForFile } from './pages.ts';

/*
 * What moves is not waited for, and what waits is seen: a page that shows that it waits is driven on until it has what it waits
 * for, and when that never comes it is no page.
 */

let asked = 0;
const pages = pagesForFile({
  '/api/fast': (_, response) => void setTimeout(() => response.end('{"price":"12.50"}'), 40),
  '/api/never': () => undefined,
  '/api/third': (_, response) =>
    void response.writeHead(++asked % 3 ? 503 : 200).end('{"price":"after two"}'),
});

/** By its name: they mostly wait, so they wait together. */
function renderAll(cases: readonly Page[]): (page: string) => Promise<string> | undefined {
  const texts = new Map<string, Promise<string>>();
  beforeAll(async () => {
    for (const each of cases) texts.set(each.page, pages.render(each));
    await Promise.allSettled(texts.values());
  });
  return page => texts.get(page);
}

const SPINNER = '<div class="spinner">…</div>';

describe('an animation holds nothing up', () => {
  const draw = `const g = document.createElement('canvas').getContext('2d'); const draw = () => g.fillRect(0, 0, 5, 5);
    show('complete');`;
  const cases: Page[] = [
    {
      page: 'that is drawn frame by frame',
      code: '(function loop() { draw(); requestAnimationFrame(loop) })()',
    },
    {
      page: 'that awaits each frame',
      code: '(async () => { for (;;) { await new Promise(requestAnimationFrame); draw() } })()',
    },
    {
      page: 'that awaits something before it asks for the next',
      code: '(async function loop() { await null; draw(); requestAnimationFrame(loop) })()',
    },
    {
      page: 'that goes on by a promise',
      code: '(function loop() { requestAnimationFrame(() => Promise.resolve().then(() => { draw(); loop() })) })()',
    },
    {
      page: 'that awaits idle moments',
      code: '(async () => { for (;;) { await new Promise(requestIdleCallback); draw() } })()',
    },
    {
      page: 'that goes on by messages',
      code: `const c = new MessageChannel(); c.port1.onmessage = () => { draw(); requestAnimationFrame(() => c.port2.postMessage(0)) };
        c.port2.postMessage(0)`,
    },
    {
      page: 'that sleeps between its frames',
      code: '(async () => { for (;;) { await later(16); await new Promise(requestAnimationFrame); draw() } })()',
    },
    {
      page: 'that is an async generator',
      code: `async function* frames() { for (;;) yield new Promise(requestAnimationFrame) }
        (async () => { for await (const _ of frames()) draw() })()`,
    },
    {
      page: 'that two loops draw, one by frames and one by timers of no length',
      code: '(async () => { for (;;) { await new Promise(requestAnimationFrame); draw() } })(); (function f() { setTimeout(f) })()',
    },
    {
      page: 'that makes larger and smaller what it hears the size of',
      code: `const b = document.body.appendChild(document.createElement('div')); let n = 0;
        new ResizeObserver(() => { draw(); b.style.height = (n++ % 2) * 40 + 20 + 'px' }).observe(b)`,
    },
    {
      page: 'that asks for data without end',
      code: '(async () => { for (;;) { await fetch("/api/fast"); draw() } })()',
    },
  ];
  const textOf = renderAll(cases.map(each => ({ ...each, code: draw + each.code })));
  test.each(cases)('$page', async ({ page }) => {
    expect(await textOf(page)).toBe('complete');
  });
});

describe('a page is driven on', () => {
  const cases: (Page & { text: string })[] = [
    {
      page: 'a timer of 3 s behind a spinner',
      main: SPINNER,
      code: 'later(3_000).then(() => show("there"))',
      text: 'there',
    },
    {
      page: 'a timer of 12 s behind one',
      main: SPINNER,
      code: 'later(12_000).then(() => show("there"))',
      text: 'there',
    },
    {
      page: 'a splash screen of 3 s that says nothing of waiting',
      main: '<img src="/logo.png" alt="Harbour"><p>Welcome aboard</p>',
      code: 'later(3_000).then(() => show("there"))',
      text: 'there',
    },
    {
      page: 'a splash screen whose timer is set by another',
      main: '<h1>Welcome aboard</h1>',
      code: 'later(1_200).then(() => later(1_500)).then(() => later(1_200)).then(() => show("there"))',
      text: 'there',
    },
    {
      page: 'looks each 500 ms whether something is there',
      main: SPINNER,
      code: 'let n = 0; const t = setInterval(() => { if (++n === 6) { clearInterval(t); show("there") } }, 500)',
      text: 'there',
    },
    {
      page: 'tries again with longer and longer pauses',
      main: SPINNER,
      code: `let n = 0; const ask = () => fetch('/api/third').then(r => r.ok ? r.json() : Promise.reject())
        .then(({ price }) => show(price), () => setTimeout(ask, 1_000 * 2 ** n++)); ask()`,
      text: 'after two',
    },
    {
      page: 'a chain of thirty timers',
      main: '<p aria-busy="true">Prices</p>',
      code: '(async () => { for (let n = 0; n < 30; n++) await later(200); show("there") })()',
      text: 'there',
    },
    {
      page: 'makes a key',
      main: SPINNER,
      code: `crypto.subtle.generateKey({ name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]),
        hash: 'SHA-256' }, true, ['encrypt', 'decrypt']).then(() => show('key'))`,
      text: 'key',
    },
    {
      page: 'derives one from a password',
      code: `crypto.subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveKey'])
        .then(key => crypto.subtle.deriveKey({ name: 'PBKDF2', salt: new Uint8Array(8), iterations: 200_000, hash: 'SHA-256' },
          key, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])).then(() => show('derived'))`,
      text: 'derived',
    },
    {
      page: 'reads a private file',
      code: `navigator.storage.getDirectory().then(d => d.getFileHandle('a', { create: true })).then(async h => {
        const w = await h.createWritable(); await w.write('kept'); await w.close(); return h.getFile() })
        .then(f => f.text()).then(show)`,
      text: 'kept',
    },
    {
      page: 'lists private files',
      code: `navigator.storage.getDirectory().then(async d => { await d.getFileHandle('b', { create: true });
        const names = []; for await (const name of d.keys()) names.push(name); show(names.includes('b') ? 'listed' : 'none') })`,
      text: 'listed',
    },
    {
      page: 'walks through a database with a cursor',
      code: `const open = indexedDB.open('walk', 1);
        open.onupgradeneeded = () => { const s = open.result.createObjectStore('a'); for (let n = 0; n < 5; n++) s.put(n, n) };
        open.onsuccess = () => { const seen = []; open.result.transaction('a').objectStore('a').openCursor().onsuccess = ({ target }) => {
          const cursor = target.result; if (!cursor) return show(seen.join('')); seen.push(cursor.value); cursor.continue() } }`,
      text: '01234',
    },
    {
      page: 'reads from a database a hundred times, one after the other',
      code: `const open = indexedDB.open('often', 1); open.onupgradeneeded = () => open.result.createObjectStore('a').put(1, 1);
        open.onsuccess = async () => { for (let n = 0; n < 100; n++) await new Promise(done => { open.result.transaction('a').objectStore('a').get(1).onsuccess = done });
          show('read') }`,
      text: 'read',
    },
    {
      page: 'is told when a transaction is complete',
      code: `const open = indexedDB.open('done', 1); open.onupgradeneeded = () => open.result.createObjectStore('a');
        open.onsuccess = () => { const t = open.result.transaction('a', 'readwrite'); t.objectStore('a').put(1, 1); t.oncomplete = () => show('written') }`,
      text: 'written',
    },
    {
      page: 'asks which films and sounds can be read',
      main: '<h1>Ropes</h1>',
      code: `(async () => { const all = []; for (let n = 0; n < 30; n++) all.push((await VideoDecoder.isConfigSupported({ codec: n % 2 ? 'vp8' : 'none' })).supported,
        (await AudioDecoder.isConfigSupported({ codec: 'opus', sampleRate: 48_000, numberOfChannels: 2 })).supported,
        (await VideoEncoder.isConfigSupported({ codec: 'vp8', width: 64, height: 64 })).supported); show(all.slice(-6).join()) })()`,
      text: 'false,true,true,true,true,true',
    },
    {
      page: 'reads a picture by itself',
      main: '<h1>Ropes</h1>',
      code: `const c = Object.assign(document.createElement('canvas'), { width: 7, height: 5 }); c.toBlob(async b => { const all = [];
        for (let n = 0; n < 30; n++) if (await ImageDecoder.isTypeSupported('image/png')) {
          const { image } = await new ImageDecoder({ data: await b.arrayBuffer(), type: 'image/png' }).decode(); all.push(image.displayWidth) }
        show(all.length + ' of ' + all[0]) })`,
      text: '30 of 7',
    },
    {
      page: 'reads a file as a text',
      code: `const r = new FileReader(); r.onload = () => setTimeout(() => show(r.result), 50); r.readAsText(new Blob(['read']))`,
      text: 'read',
    },
    {
      page: 'takes a lock',
      code: `navigator.locks.request('a', () => show('locked'))`,
      text: 'locked',
    },
    {
      page: 'unzips',
      main: SPINNER,
      code: `const zipped = new Blob(['unzipped']).stream().pipeThrough(new CompressionStream('gzip'));
        new Response(zipped.pipeThrough(new DecompressionStream('gzip'))).text().then(show)`,
      text: 'unzipped',
    },
    {
      page: 'hides all of itself for four seconds against flicker',
      more: '<style>.hide-all { opacity: 0 !important }</style>',
      code: `document.documentElement.classList.add('hide-all'); show('seen');
        setTimeout(() => { document.documentElement.classList.remove('hide-all'); show('seen ' + document.documentElement.className) }, 4_000)`,
      text: 'seen ',
    },
    {
      page: 'a splash screen that is faded out by a style sheet',
      more: '<style>@keyframes out { to { opacity: 0 } } .splash { animation: out 3s }</style>',
      main: '<div class="splash"><h1>Welcome aboard</h1></div>',
      code: "document.querySelector('.splash').addEventListener('animationend', () => show('there'))",
      text: 'there',
    },
    {
      page: 'counts up, a step each frame',
      code: `let n = 0; (function step() { show(++n + ' customers'); if (n < 80) requestAnimationFrame(step) })()`,
      text: '80 customers',
    },
    {
      page: 'counts up by the time of its frames',
      code: `let start; const step = now => { start ??= now; const share = Math.min(1, (now - start) / 2_000);
        show(Math.round(1_234 * share) + ' customers'); if (share < 1) requestAnimationFrame(step) }; requestAnimationFrame(step)`,
      text: '1234 customers',
    },
    {
      page: 'shows step after step, each once the one before has come to rest',
      main: '<h1>Rope</h1>',
      code: `(async () => { for (let n = 1; n <= 8; n++) { await document.querySelector('main').animate({ opacity: [0, 1] }, 500).finished; show('step ' + n) } })()`,
      text: 'step 8',
    },
    {
      page: 'types a letter each 70 ms',
      code: `const all = 'we make ropes of all lengths and of many colours, since 1888'; let n = 0;
        (function type() { show(all.slice(0, ++n)); if (n < all.length) setTimeout(type, 70) })()`,
      text: 'we make ropes of all lengths and of many colours, since 1888',
    },
    {
      page: 'counts up by an interval, once it is in sight',
      main: '<h1>Ropes</h1><div style="height: 3000px"></div><b id="b">0</b>',
      code: `new IntersectionObserver((seen, o) => { if (!seen.some(e => e.isIntersecting)) return; o.disconnect(); let n = 0;
        const t = setInterval(() => { b.textContent = ++n + ' customers'; if (n === 100) { clearInterval(t); show(b.textContent) } }, 20) }).observe(b)`,
      text: '100 customers',
    },
    {
      page: 'makes larger what it hears the size of, until that suffices',
      main: '<h1>Ropes</h1>',
      code: `const m = document.querySelector('main'); let n = 0;
        new ResizeObserver((_, o) => { if (++n < 9) m.style.height = n * 50 + 'px'; else { o.disconnect(); show('grown to ' + n) } }).observe(m)`,
      text: 'grown to 9',
    },
    {
      page: 'adds row after row, for each makes it taller',
      code: `const m = document.querySelector('main'); let n = 0; m.textContent = 'rows';
        new ResizeObserver((_, o) => { if (++n < 30) m.insertAdjacentHTML('beforeend', '<p>row'); else { o.disconnect(); show(n + ' rows') } }).observe(m)`,
      text: '30 rows',
    },
    {
      page: 'makes larger one by what it hears of the other, in turn',
      main: '<p id="a">Ropes</p><p id="b">Lamps</p>',
      code: `let n = 0; new ResizeObserver(() => { b.style.height = ++n * 30 + 'px' }).observe(a);
        new ResizeObserver((_, o) => { if (n < 6) a.style.height = n * 40 + 'px'; else { o.disconnect(); show('after ' + n) } }).observe(b)`,
      text: 'after 6',
    },
    {
      page: 'draws its rows after each frame',
      code: `let n = 0; const draw = () => { show(++n + ' rows'); if (n < 40) requestAnimationFrame(() => setTimeout(draw)) }; draw()`,
      text: '40 rows',
    },
    {
      page: 'types a letter each frame, each awaited',
      code: `(async () => { for (let n = 1; n <= 30; n++) { show('we make ropes of all lengths and colours'.slice(0, n)); await new Promise(requestAnimationFrame) } })()`,
      text: 'we make ropes of all lengths a',
    },
    {
      page: 'shows something by a timer while a long poll goes on',
      main: SPINNER,
      code: "fetch('/api/never'); later(3_000).then(() => show('there'))",
      text: 'there',
    },
  ];
  const textOf = renderAll(cases);
  test.each(cases)('$page', async ({ page, text }) => {
    expect(await textOf(page)).toBe(text);
  });
});

/** Each shows the text after 4 s; by a timer that is set by another, so that only the sign tells that something is to come. */
describe('what shows that a page waits', () => {
  const signs = [
    SPINNER,
    '<i class="LoadingSpinner_a1b2"></i>',
    '<span class="loader"></span>',
    '<div class="MuiSkeleton-root" style="height: 20px"></div>',
    '<section aria-busy="true"><h2>Reviews</h2></section>',
    '<div role="progressbar" style="height: 4px"></div>',
    '<progress></progress>',
    '', // an empty main part
    '<h1>Ropes</h1><p>Loading…</p>',
    '<h1>Ropes</h1><p>Loading ropes...</p>',
    '<h1>Ropes</h1><p>Please wait</p>',
    '<h1>Seile</h1><p>Wird geladen …</p>',
    '<h1>Seile</h1><p>Laden…</p>',
    '<h1>Cordes</h1><p>Chargement en cours…</p>',
    '<h1>Cuerdas</h1><p>Cargando...</p>',
    '<h1>Cordas</h1><p>Carregando</p>',
    '<h1>Corde</h1><p>Caricamento in corso</p>',
    '<h1>Touwen</h1><p>Even geduld a.u.b.</p>',
    '<h1>Liny</h1><p>Wczytywanie…</p>',
    '<h1>Канаты</h1><p>Загрузка…</p>',
    '<h1>Lana</h1><p>Načítání…</p>',
    '<h1>Kötelek</h1><p>Betöltés folyamatban</p>',
    '<h1>Halatlar</h1><p>Yükleniyor...</p>',
    '<h1>Rep</h1><p>Laddar…</p>',
    '<h1>Köysiä</h1><p>Ladataan…</p>',
    '<h1>Σχοινιά</h1><p>Φόρτωση…</p>',
    '<h1>ロープ</h1><p>読み込み中...</p>',
    '<h1>绳索</h1><p>加载中…</p>',
    '<h1>로프</h1><p>불러오는 중…</p>',
    '<h1>حبال</h1><p>جاري التحميل…</p>',
    '<h1>חבלים</h1><p>טוען...</p>',
    '<h1>रस्सियाँ</h1><p>लोड हो रहा है…</p>',
    '<h1>Dây</h1><p>Đang tải…</p>',
    '<x-spins></x-spins>',
    '<h1>Ropes</h1><div class="lds-ring" style="height: 40px"><div></div></div>',
    '<h1>Ropes</h1><div id="preloader" style="height: 40px"></div>',
    '<h1>Ropes</h1><div class="site-preloader"><i style="display: block; height: 40px"></i></div>',
    '<h1>Ropes</h1><mat-spinner style="display: block; height: 40px"></mat-spinner>',
    '<h1>Ropes</h1><div role="status" aria-label="Loading" style="height: 40px"></div>',
    '<h1>Ropes</h1><img alt="Loading..." src="/spinner.gif">',
    '<h1>Ropes</h1><p>Loading 45%</p>',
    '<h1>Ropes</h1><p>⏳ Loading…</p>',
    '<h1>Ropes</h1><p>[Loading]</p>',
    '<h1>Ropes</h1><p>Loading, please wait...</p>',
    '<h1>Ropes</h1><p>Products are loading…</p>',
    '<h1>Seile</h1><p>Produkte werden geladen…</p>',
    '<h1>Seile</h1><p>Lade Daten…</p>',
    '<h1>Cuerdas</h1><p>Un momento, por favor…</p>',
    '<h1>Užad</h1><p>Učitavanje…</p>',
    '<h1>Въжета</h1><p>Зареждане…</p>',
    '<h1>Virvės</h1><p>Kraunama…</p>',
    '<h1>绳索</h1><p>数据加载中...</p>',
    '<h1>ロープ</h1><p>データを読み込んでいます…</p>',
    '<h1>তার</h1><p>লোড হচ্ছে…</p>',
    '<h1>Seile</h1><p>Die Seile werden geladen …</p>',
    '<h1>Seile</h1><p>Inhalte laden…</p>',
    '<h1>Cordes</h1><p>Les cordes se chargent…</p>',
    '<h1>Cuerdas</h1><p>Estamos cargando las cuerdas…</p>',
    '<h1>Канаты</h1><p>Канаты загружаются…</p>',
    '<h1>ロープ</h1><p>商品を読み込み中です</p>',
    '<h1>绳索</h1><p>商品加载中</p>',
    '<h1>로프</h1><p>상품을 불러오는 중입니다...</p>',
    '<h1>حبال</h1><p>جارٍ تحميل المنتجات…</p>',
    '<h1>เชือก</h1><p>กำลังโหลดสินค้า…</p>',
    '<h1>Ropes</h1><p>Your ropes are loading…</p>',
    '<h1>Ropes</h1><p>Loading… 45%</p>',
    '<h1>Ropes</h1><p>Loading your ropes, please wait.</p>',
    '<h1>Ropes</h1><p>Searching…</p>',
    '<h1>Ropes</h1><div class="animate-pulse"><div style="height: 20px; width: 200px"></div></div>',
    '<h1>Ropes</h1><p class="placeholder-glow"><span class="placeholder" style="display: inline-block; width: 50%; height: 1em"></span></p>',
    '<h1>Ropes</h1><div class="card-shimmer" style="height: 20px; width: 200px"></div>',
    '<h1>Ropes</h1><div class="list is-loading" style="height: 20px; width: 200px"></div>',
    '<h1>Ropes</h1><div class="loading-dots"><span>.</span><span>.</span></div>',
    '<h1>Ropes</h1><div class="circle-loader" style="height: 20px; width: 200px"></div>',
    '<h1>Ropes</h1><div uk-spinner style="height: 20px; width: 200px"></div>',
  ];
  const define = `customElements.define('x-spins', class extends HTMLElement { connectedCallback() {
    this.attachShadow({ mode: 'open' }).innerHTML = '<div class="spinner">…</div>' } });`;
  const chain = '(async () => { for (let n = 0; n < 40; n++) await later(150); show("there") })()';
  const cases: Page[] = signs.map(main => ({
    page: main || 'an empty main part',
    main,
    code: define + chain,
  }));
  const textOf = renderAll(cases);
  test.each(cases)('$page', async ({ page }) => {
    expect(await textOf(page)).toBe('there');
  });
});

/** Each changes after 6 s of its own time; a page that is finished is not driven that far. */
describe('what does not', () => {
  const signs = [
    '<h1>Loading</h1><p>of bulk carriers</p>',
    '<p>Unser <a href="/laden">Laden</a></p>',
    '<p>Loading a ship takes a day.</p>',
    '<p><code>Loading…</code> is what the button says</p>',
    '<p>Text</p><div class="spinner" hidden>…</div>',
    '<p>Text</p><div class="site-preloader"></div>',
    '<p>Text</p><div class="page-loader-demo"><img src="/a.png" alt="A ship"></div>',
    '<p>Text</p><img src="/a.png" alt="Loading a ship">',
    '<p>Lade</p><p>of oak</p>',
    '<p>Text</p><div class="spinner" style="opacity: 0">…</div>',
    '<p>Text</p><div style="visibility: hidden">Loading…</div>',
    '<p>Text</p><div role="progressbar" aria-valuenow="70">70 %</div>',
    '<p>Text</p><progress value="0.7"></progress>',
    '<p>Text</p><div class="animate-pulse" style="position: absolute; width: 300px; height: 300px"></div>',
    '<p>Text</p><span class="animate-pulse" style="display: inline-block; width: 8px; height: 8px"></span>',
    '<p>Text</p><div class="is-loading"><img src="/a.png" alt="A ship"></div>',
    '<p>Text</p><div class="is-loading" style="height: 40px; background: url(/a.png)"></div>',
    '<section class="is-loading"><p>Text of a part whose name says too much</p></section>',
    '<p>Text</p><a class="image-loader" href="/" style="display: block; height: 40px"></a>',
    '<p>Updating your kitchen…</p>',
    '<p>Wir laden Sie ein…</p>',
    '<p>Loading takes a day. We wait…</p>',
    '<p>Text</p><div class="ui-spinner"><input value="1"></div>',
    '<div class="skeleton-theme"><p>A theme of long standing, which is called Skeleton and is used by many</p></div>',
  ];
  const cases: Page[] = signs.map(main => ({
    page: main,
    main,
    code: '(async () => { for (let n = 0; n < 40; n++) await later(150); show("too far") })()',
  }));
  const textOf = renderAll(cases);
  test.each(cases)('$page', async ({ page }) => {
    expect(await textOf(page)).not.toContain('too far');
  });
});

describe('a page that says much is one without what never comes:', () => {
  const words = 'Brass plates, letter boxes and bells for every door there is. '.repeat(5);
  const cases: Page[] = [
    {
      page: 'a style sheet',
      code: `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/api/never' }))`,
    },
    {
      page: 'a script',
      code: `document.head.append(Object.assign(document.createElement('script'), { src: '/api/never' }))`,
    },
    { page: 'a module', code: `import('/api/never')` },
  ].map(each => ({ ...each, code: `show('${words}'); ${each.code}` }));
  const text = renderAll(cases);
  test.each(cases)('$page', async ({ page }) => {
    expect(await text(page)).toBe(words);
  });
});

describe('a page that hides all it has for ever is to be seen all the same, hidden', () => {
  test.each([
    [
      'by a class against flicker',
      '.hide { opacity: 0 !important }',
      "document.documentElement.className = 'hide'",
    ],
    ['by its visibility', 'body { visibility: hidden }', ''],
    ['by no display at all', 'body { display: none !important }', ''],
    ['by its own root', '#app { opacity: 0 }', ''],
    ['by a cloak around everything', '[cloak] { display: none !important }', "app.toggleAttribute('cloak')"],
    ['by an attribute', '', 'app.hidden = true'],
  ])('%s', async (_, style, code) => {
    const html = `<!doctype html><style>${style}</style><div id="app"><main><h1>Ropes</h1></main></div><div id="toasts"></div><script>${code}</script>`;
    const page = await pages.renderPage(html);
    expect(
      await pages.render({
        more: '',
        code: `const f = document.createElement('iframe'); document.body.append(f);
      f.contentDocument.write(${JSON.stringify(page.html).replaceAll('</', '<\\/')});
      show(String(f.contentDocument.querySelector('h1').checkVisibility({ opacityProperty: true, visibilityProperty: true })))`,
      }),
    ).toContain('true');
  });
});

describe('a page that still waits when all is over', () => {
  test.each([
    ['a spinner', SPINNER],
    ['a heading and a word', '<h1>Ropes</h1><p>Chargement…</p>'],
    ['nothing in its main part', ''],
  ])('is no page: %s', async (_, main) => {
    await expect(pages.render({ main, code: '' })).rejects.toThrow(RenderFailed);
  });

  test('is a page when there is much else to read', async () => {
    const article = `<p>${'Ropes are made of hemp. '.repeat(20)}</p>`;
    expect(await pages.render({ main: article + SPINNER, code: '' })).toContain('Ropes are made of hemp.');
  });
});
