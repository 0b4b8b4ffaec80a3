import type { Begin } from './flights.ts';

/*
 * What is never loaded, and is told to be there: images, fonts, sound and film. A page may wait for one, or take one out that
 * failed. All of this runs inside the page: each function reaches it as text.
 */

/**
 * Images. What a script can ask of one is answered as by a browser that has it: it is complete, can be decoded, and has a
 * size: its own attributes', or the usual four to three, for no byte of it is known.
 */
export function pretendImages(): (records: MutationRecord[]) => void {
  const usual = { width: 640, height: 480 };
  const told = new WeakSet<HTMLImageElement>();
  const waiting = new WeakSet<HTMLImageElement>();
  // An empty one is none: https://html.spec.whatwg.org/multipage/embedded-content.html#dom-img-complete
  const hasSource = (image: HTMLImageElement) =>
    Boolean(image.getAttribute('src') || image.getAttribute('srcset'));
  const { prototype } = HTMLImageElement;
  const tell = (image: HTMLImageElement) => {
    told.delete(image);
    if (!hasSource(image) || waiting.has(image)) return;
    waiting.add(image);
    setTimeout(() => {
      waiting.delete(image);
      if (!hasSource(image)) return;
      told.add(image);
      image.dispatchEvent(new Event('load'));
    });
  };
  const answer = <Value>(name: string, of: (image: HTMLImageElement, native: Value) => Value) => {
    const property = Object.getOwnPropertyDescriptor(prototype, name);
    if (!property?.get) return;
    const get = new Proxy(property.get, {
      apply: (native, self: HTMLImageElement, values) => of(self, Reflect.apply(native, self, values)),
    });
    Object.defineProperty(prototype, name, { ...property, get });
  };
  const side = (name: 'width' | 'height') => (image: HTMLImageElement, native: number) => {
    if (native > 0 || !told.has(image)) return native;
    const given = (of: string) => Number.parseInt(image.getAttribute(of) ?? '', 10) || 0;
    const other = name === 'width' ? 'height' : 'width';
    return given(name) || Math.round((given(other) * usual[name]) / usual[other]) || usual[name];
  };
  for (const name of ['naturalWidth', 'width']) answer(name, side('width'));
  for (const name of ['naturalHeight', 'height']) answer(name, side('height'));
  answer<string>('currentSrc', (image, native) => native || (told.has(image) ? image.src : ''));
  answer<boolean>('complete', (image, native) =>
    hasSource(image) ? told.has(image) || (native && image.naturalWidth > 0) : true,
  );
  prototype.decode = new Proxy(prototype.decode, { apply: () => Promise.resolve() });
  for (const name of ['src', 'srcset']) {
    const property = Object.getOwnPropertyDescriptor(prototype, name);
    if (!property?.set) continue;
    const set = new Proxy(property.set, {
      apply: (native, self: HTMLImageElement, values: unknown[]) => {
        Reflect.apply(native, self, values);
        if (!self.isConnected) tell(self); // the observer sees the others
      },
    });
    Object.defineProperty(prototype, name, { ...property, set });
  }
  const { setAttribute } = Element.prototype;
  prototype.setAttribute = new Proxy(setAttribute, {
    apply: (native, self: HTMLImageElement, values: unknown[]) => {
      Reflect.apply(native, self, values);
      if (!self.isConnected && /^src(set)?$/i.test(String(values[0]))) tell(self);
    },
  });
  // One that was parsed beside the document is met when somebody wants to hear of it.
  const meet = (image: unknown, event: unknown) => {
    const isNew = event === 'load' && image instanceof HTMLImageElement && !image.isConnected;
    if (isNew && !told.has(image)) tell(image);
  };
  // Not on images alone: what frameworks put in the place of EventTarget's own must go for these, too.
  const targets = EventTarget.prototype;
  targets.addEventListener = new Proxy(targets.addEventListener, {
    apply: (add, self: unknown, values: unknown[]) => {
      meet(self, values[0]);
      return Reflect.apply(add, self, values);
    },
  });
  const handler = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'onload');
  if (handler?.set) {
    const set = new Proxy(handler.set, {
      apply: (native, self: unknown, values) => {
        meet(self, 'load');
        Reflect.apply(native, self, values);
      },
    });
    Object.defineProperty(HTMLElement.prototype, 'onload', { ...handler, set });
  }
  return records => {
    for (const { target, type, addedNodes, attributeName } of records) {
      if (
        type === 'attributes' &&
        /^src(set)?$/.test(attributeName ?? '') &&
        target instanceof HTMLImageElement
      )
        tell(target);
      for (const node of addedNodes) {
        if (node instanceof HTMLImageElement) tell(node);
        else if (node instanceof Element) for (const image of node.querySelectorAll('img')) tell(image);
      }
    }
  };
}

/** Fonts: each that is asked for is there. Chromium loads none, and would leave the page to wait. */
export function pretendFonts(begin: Begin): void {
  const loaded = new WeakSet<FontFace>();
  const { prototype } = FontFace;
  const status = Object.getOwnPropertyDescriptor(prototype, 'status');
  if (status?.get)
    Object.defineProperty(prototype, 'status', {
      ...status,
      get: new Proxy(status.get, {
        apply: (native, self: FontFace, values) =>
          loaded.has(self) ? 'loaded' : Reflect.apply(native, self, values),
      }),
    });
  const arrived = (face: FontFace) => {
    loaded.add(face);
    return face;
  };
  const ready = Object.getOwnPropertyDescriptor(prototype, 'loaded');
  const promises = new WeakMap<FontFace, Promise<FontFace>>();
  const load = (face: FontFace) => {
    const promise =
      promises.get(face) ?? new Promise<FontFace>(resolve => setTimeout(() => resolve(arrived(face))));
    promises.set(face, promise);
    return promise;
  };
  prototype.load = new Proxy(prototype.load, { apply: (_, self: FontFace) => load(self) });
  if (ready?.get)
    Object.defineProperty(prototype, 'loaded', {
      ...ready,
      get: new Proxy(ready.get, { apply: (_, self: FontFace) => load(self) }),
    });
  const sets: FontFaceSet = Object.getPrototypeOf(document.fonts); // it has no name in Chromium
  const familiesOf = (font: string) => {
    const probe = document.createElement('span');
    probe.style.font = font;
    return probe.style.fontFamily.split(',').map(name =>
      name
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2')
        .toLowerCase(),
    );
  };
  const facesOf = (set: FontFaceSet, font: string) => {
    const families = familiesOf(font);
    if (families.join('') === '')
      throw new DOMException(`Could not resolve '${font}' as a font.`, 'SyntaxError');
    return [...set].filter(({ family }) =>
      families.includes(family.replace(/^(["'])(.*)\1$/, '$2').toLowerCase()),
    );
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
  const whole = Object.getOwnPropertyDescriptor(sets, 'status');
  if (whole?.get)
    Object.defineProperty(sets, 'status', { ...whole, get: new Proxy(whole.get, { apply: () => 'loaded' }) });
  const settled = Object.getOwnPropertyDescriptor(sets, 'ready');
  // A page that asks whether its fonts are ready has them all then.
  if (settled?.get)
    Object.defineProperty(sets, 'ready', {
      ...settled,
      get: new Proxy(settled.get, {
        apply: async (_, self: FontFaceSet) => {
          for (const face of self) arrived(face);
          return self;
        },
      }),
    });
}

/** Sound and film: each can be played, and nobody hears it. Its length is not known, and told to be none. */
export function pretendMedia(): (records: MutationRecord[]) => void {
  const { prototype } = HTMLMediaElement;
  const met = new WeakSet<HTMLMediaElement>();
  const there = new WeakSet<HTMLMediaElement>();
  const events = ['loadstart', 'durationchange', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough'];
  const ours = new WeakSet<Event>();
  const say = (media: HTMLMediaElement, name: string) => {
    const event = new Event(name);
    ours.add(event);
    media.dispatchEvent(event);
  };
  const hasSource = (media: HTMLMediaElement) =>
    Boolean(media.getAttribute('src') || media.querySelector('source[src]'));
  /** What Chromium says of it, that it failed, is kept from the page. */
  const meet = (media: HTMLMediaElement) => {
    if (met.has(media)) return;
    met.add(media);
    for (const name of [...events, 'error', 'emptied', 'stalled', 'suspend', 'abort'])
      media.addEventListener(
        name,
        event => {
          const isOfSource = event.target !== media;
          if (!ours.has(event) && (isOfSource || hasSource(media))) event.stopImmediatePropagation();
        },
        { capture: true },
      );
  };
  const tell = (media: HTMLMediaElement) => {
    meet(media);
    there.delete(media);
    if (!hasSource(media) || media.preload === 'none') return;
    come(media);
  };
  const come = (media: HTMLMediaElement) => {
    setTimeout(() => {
      if (!hasSource(media) || there.has(media)) return;
      there.add(media);
      for (const name of events) say(media, name);
    });
  };
  const answer = <Value>(name: string, value: Value, holder: object = prototype) => {
    const property = Object.getOwnPropertyDescriptor(holder, name);
    if (!property?.get) return;
    const get = new Proxy(property.get, {
      apply: (native, self: HTMLMediaElement, values) =>
        there.has(self) ? value : Reflect.apply(native, self, values),
    });
    Object.defineProperty(holder, name, { ...property, get });
  };
  answer('duration', 0);
  answer('videoWidth', 640, HTMLVideoElement.prototype);
  answer('videoHeight', 360, HTMLVideoElement.prototype);
  answer('readyState', 4); // HAVE_ENOUGH_DATA
  answer('networkState', 1); // NETWORK_IDLE
  answer('error', null);
  prototype.load = new Proxy(prototype.load, {
    apply: (_, self: HTMLMediaElement) => {
      meet(self);
      there.delete(self);
      if (hasSource(self)) come(self);
    },
  });
  prototype.play = new Proxy(prototype.play, {
    apply: async (play, self: HTMLMediaElement, values) => {
      // With sound it is not allowed to play before somebody has clicked.
      if (!hasSource(self) || !self.muted) return Reflect.apply(play, self, values);
      meet(self);
      come(self);
      setTimeout(() => {
        say(self, 'play');
        say(self, 'playing');
      });
    },
  });
  const source = Object.getOwnPropertyDescriptor(prototype, 'src');
  if (source?.set)
    Object.defineProperty(prototype, 'src', {
      ...source,
      set: new Proxy(source.set, {
        apply: (set, self: HTMLMediaElement, values: unknown[]) => {
          meet(self);
          Reflect.apply(set, self, values);
          if (!self.isConnected) tell(self); // the observer sees the others
        },
      }),
    });
  window.Audio = new Proxy(window.Audio, {
    construct: (target, values: unknown[], made) => {
      const audio: HTMLAudioElement = Reflect.construct(target, values, made);
      tell(audio);
      return audio;
    },
  });
  return records => {
    for (const { target, type, addedNodes, attributeName } of records) {
      if (type === 'attributes' && attributeName === 'src' && target instanceof HTMLMediaElement)
        tell(target);
      for (const node of addedNodes) {
        if (node instanceof HTMLMediaElement) tell(node);
        else if (node instanceof HTMLSourceElement && node.parentNode instanceof HTMLMediaElement)
          tell(node.parentNode);
        else if (node instanceof Element)
          for (const media of node.querySelectorAll<HTMLMediaElement>('audio, video')) tell(media);
      }
    }
  };
}
