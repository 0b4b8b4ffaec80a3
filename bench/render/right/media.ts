import { DATA, type RightPage, rightPage, SPINNER } from './page.ts';

/** What an app hears of fonts, pictures and sounds, and what it mounts when somebody reads as far. */
export const MEDIA: readonly RightPage[] = [
  rightPage({
    name: 'font of a style sheet',
    main: SPINNER,
    more: '<style>@font-face { font-family: Harbour; src: url(/right/font.ttf) }</style>',
    code: `document.fonts.load('1em Harbour').then(faces => show(faces.length === 1 ? undefined : 'no font'), () => show('no font'))`,
  }),
  rightPage({
    name: 'font of a script',
    main: SPINNER,
    code: `const face = new FontFace('Harbour', 'url(/right/font.ttf)');
face.load().then(() => { document.fonts.add(face); show(face.status === 'loaded' ? undefined : face.status) }, () => show('no font'))`,
  }),
  rightPage({
    name: 'gallery that asks how large its picture is',
    main: SPINNER,
    code: `const picture = Object.assign(new Image(), { src: '/right/photo.svg' });
const look = () => picture.complete && picture.naturalWidth > 0 ? show(picture.naturalWidth / picture.naturalHeight > 0 ? undefined : 'no ratio') : setTimeout(look, 100);
look()`,
  }),
  rightPage({
    name: 'player that waits for its sound',
    main: SPINNER,
    code: `const sound = new Audio();
sound.addEventListener('canplaythrough', () => show());
sound.addEventListener('error', () => show('It cannot be played'));
sound.src = '/right/tone.wav'; sound.load()`,
  }),
  rightPage({
    name: 'mounted in sight, 3,000 px down',
    main: '<h1>Ropes</h1><div style="height: 3000px"></div><section></section>',
    code: `const section = document.querySelector('section');
new IntersectionObserver((seen, observer) => {
  if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
  observer.disconnect();
  get().then(text => { section.textContent = text });
}).observe(section)`,
    text: ['Ropes', DATA],
    isTall: true,
  }),
  rightPage({
    name: 'mounted by scrolling, 3,000 px down',
    main: '<h1>Ropes</h1><div style="height: 3000px"></div><section></section>',
    code: `const section = document.querySelector('section');
addEventListener('scroll', () => {
  if (section.getBoundingClientRect().top < innerHeight) section.textContent = ['the', 'wanted', 'text'].join(' ');
}, { passive: true })`,
    isTall: true,
  }),
  rightPage({
    name: 'list of three parts, the next when the last is in sight',
    main: '<ol></ol><p id="end">More</p>',
    code: `const list = document.querySelector('ol'), end = document.querySelector('#end');
let part = 0;
new IntersectionObserver(async (seen, observer) => {
  if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
  observer.unobserve(end);
  await get();
  part++;
  for (let n = 1; n <= 10; n++) list.insertAdjacentHTML('beforeend', '<li style="height: 120px">part ' + part + ', row ' + n + '</li>');
  if (part < 3) observer.observe(end); else end.remove();
}).observe(end)`,
    text: ['part 1, row 1', 'part 2, row 5', 'part 3, row 10'],
    isTall: true,
  }),
];
