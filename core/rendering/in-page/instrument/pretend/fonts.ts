import type { Begin, Notes } from '../flights.ts';
import type { Properties } from './properties.ts';

// This runs inside the page: it reaches it as text.

/** Fonts: each that is asked for is there. Chromium loads none, and would leave the page to wait. */
export function pretendFonts(begin: Begin, _: Notes, { answer }: Properties): void {
  const loaded = new WeakSet<FontFace>();
  const { prototype } = FontFace;
  answer<FontFace, string>(prototype, 'status', (face, native) => (loaded.has(face) ? 'loaded' : native()));
  const arrived = (face: FontFace) => {
    loaded.add(face);
    return face;
  };
  const promises = new WeakMap<FontFace, Promise<FontFace>>();
  const load = (face: FontFace) => {
    const promise =
      promises.get(face) ?? new Promise<FontFace>(resolve => setTimeout(() => resolve(arrived(face))));
    promises.set(face, promise);
    return promise;
  };
  prototype.load = new Proxy(prototype.load, { apply: (_, self: FontFace) => load(self) });
  answer(prototype, 'loaded', load);
  const sets: FontFaceSet = Object.getPrototypeOf(document.fonts); // it has no name in Chromium
  const plain = (family: string) =>
    family
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .toLowerCase();
  const familiesOf = (font: string) => {
    const probe = document.createElement('span');
    probe.style.font = font;
    return probe.style.fontFamily.split(',').map(plain);
  };
  const facesOf = (set: FontFaceSet, font: string) => {
    const families = familiesOf(font);
    if (families.join('') === '')
      throw new DOMException(`Could not resolve '${font}' as a font.`, 'SyntaxError');
    return [...set].filter(({ family }) => families.includes(plain(family)));
  };
  const done = (set: FontFaceSet, faces: FontFace[]) => {
    if (faces.length === 0) return;
    set.dispatchEvent(new FontFaceSetLoadEvent('loadingdone', { fontfaces: faces }));
  };
  sets.load = new Proxy(sets.load, {
    apply: async (_, self: FontFaceSet, [font]: unknown[]) => {
      const asked = facesOf(self, String(font));
      const { end } = begin('answer');
      const faces = await Promise.all(asked.map(load)).finally(end);
      done(self, faces);
      return faces;
    },
  });
  sets.check = new Proxy(sets.check, {
    apply: (_, self: FontFaceSet, [font]: unknown[]) =>
      facesOf(self, String(font)).every(face => loaded.has(face)),
  });
  answer(sets, 'status', () => 'loaded');
  // A page that asks whether its fonts are ready has them all then.
  answer(sets, 'ready', async (set: FontFaceSet) => {
    for (const face of set) arrived(face);
    return set;
  });
}
