import type { Properties } from './properties.ts';

// This runs inside the page: it reaches it as text.

/**
 * Images. What a script can ask of one is answered as by a browser that has it: it is complete, can be decoded, and has a
 * size: what its address says where it is written in that, else its own attributes', or the usual four to three, for no byte of it
 * is known.
 */
export function pretendImages({ answer, follow, sizeOf }: Properties): (records: MutationRecord[]) => void {
  const usual = { width: 640, height: 480 };
  const told = new WeakSet<HTMLImageElement>();
  const written = new WeakMap<HTMLImageElement, { width: number; height: number } | undefined>();
  const waiting = new WeakSet<HTMLImageElement>();
  // An empty one is none: https://html.spec.whatwg.org/multipage/embedded-content.html#dom-img-complete
  const hasSource = (image: HTMLImageElement) =>
    Boolean(image.getAttribute('src') || image.getAttribute('srcset'));
  const { prototype } = HTMLImageElement;
  const arrived = (image: HTMLImageElement) => {
    told.add(image);
    written.set(image, sizeOf(image.currentSrc));
  };
  const tell = (image: HTMLImageElement) => {
    told.delete(image);
    if (!hasSource(image) || waiting.has(image)) return;
    waiting.add(image);
    setTimeout(() => {
      waiting.delete(image);
      if (!hasSource(image)) return;
      arrived(image);
      image.dispatchEvent(new Event('load'));
    });
  };
  const side = (name: 'width' | 'height') => (image: HTMLImageElement, native: () => number) => {
    const own = native();
    if (own > 0 || !told.has(image)) return own;
    const size = written.get(image);
    if (size) return size[name];
    const given = (of: string) => Number.parseInt(image.getAttribute(of) ?? '', 10) || 0;
    const other = name === 'width' ? 'height' : 'width';
    return given(name) || Math.round((given(other) * usual[name]) / usual[other]) || usual[name];
  };
  for (const name of ['naturalWidth', 'width']) answer(prototype, name, side('width'));
  for (const name of ['naturalHeight', 'height']) answer(prototype, name, side('height'));
  answer<HTMLImageElement, string>(
    prototype,
    'currentSrc',
    (image, native) => native() || (told.has(image) ? image.src : ''),
  );
  answer<HTMLImageElement, boolean>(
    prototype,
    'complete',
    (image, native) => !hasSource(image) || told.has(image) || (native() && image.naturalWidth > 0),
  );
  const decode = (image: HTMLImageElement) =>
    new Promise<void>((resolve, reject) => {
      if (!hasSource(image)) reject(new DOMException('The source image cannot be decoded.', 'EncodingError'));
      setTimeout(() => {
        arrived(image);
        resolve();
      });
    });
  prototype.decode = new Proxy(prototype.decode, { apply: (_, self: HTMLImageElement) => decode(self) });
  /** Nothing is to be seen on it, but it is as large as what it is made of. */
  const blank = (source: unknown) => {
    const { videoWidth, videoHeight } = source instanceof HTMLVideoElement ? source : {};
    const { naturalWidth, naturalHeight } = source instanceof HTMLImageElement ? source : {};
    const [width, height] = [naturalWidth || videoWidth, naturalHeight || videoHeight];
    return width && height ? Object.assign(document.createElement('canvas'), { width, height }) : source;
  };
  window.createImageBitmap = new Proxy(window.createImageBitmap, {
    apply: (create, self, [source, ...more]: unknown[]) =>
      Reflect.apply(create, self, [blank(source), ...more]),
  });
  const tellApart = (image: HTMLImageElement) => {
    if (!image.isConnected) tell(image); // the observer sees the others
  };
  for (const name of ['src', 'srcset']) follow(prototype, name, { after: tellApart });
  const { setAttribute } = Element.prototype;
  prototype.setAttribute = new Proxy(setAttribute, {
    apply: (native, self: HTMLImageElement, values: unknown[]) => {
      Reflect.apply(native, self, values);
      if (/^src(set)?$/i.test(String(values[0]))) tellApart(self);
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
  follow(HTMLElement.prototype, 'onload', { before: self => meet(self, 'load') });
  /** Images in a drawing, and those that are asked for ahead: they only say that they are there. */
  const others = 'image, link[rel~="preload" i][as="image" i]';
  const tellOther = (element: Element) => setTimeout(() => element.dispatchEvent(new Event('load')));
  return records => {
    for (const { target, type, addedNodes, attributeName } of records) {
      if (
        type === 'attributes' &&
        /^src(set)?$/.test(attributeName ?? '') &&
        target instanceof HTMLImageElement
      )
        tell(target);
      if (/^(xlink:)?href$/.test(attributeName ?? '') && target instanceof SVGImageElement) tellOther(target);
      for (const node of addedNodes) {
        if (node instanceof HTMLImageElement) tell(node);
        else if (node instanceof Element) {
          if (node.matches(others)) tellOther(node);
          for (const image of node.querySelectorAll(`img, ${others}`))
            if (image instanceof HTMLImageElement) tell(image);
            else tellOther(image);
        }
      }
    }
  };
}
