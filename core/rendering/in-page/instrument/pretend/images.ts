import type { Properties } from './properties.ts';

/**
 * Images. What a script can ask of one is answered as by a browser that has it: it is complete, can be decoded, and has a
 * size: what its address says where it is written in that, else its own attributes', or the usual four to three, for no byte of it
 * is known.
 *
 * Runs inside the page, which it reaches as text.
 */
export class PretendedImages {
  readonly #usual = { width: 640, height: 480 };
  readonly #properties: Properties;
  readonly #told = new WeakSet<HTMLImageElement>();
  readonly #written = new WeakMap<HTMLImageElement, { width: number; height: number } | undefined>();
  readonly #waiting = new WeakSet<HTMLImageElement>();
  readonly #later = window.setTimeout.bind(window); // before the page puts a clock of its own in its place
  /** Images in a drawing, and those that are asked for ahead: they only say that they are there. */
  readonly #others = 'image, link[rel~="preload" i][as="image" i]';

  constructor(properties: Properties) {
    this.#properties = properties;
  }

  /** Answers what to tell of each change of the document. */
  pretend(): (records: MutationRecord[]) => void {
    this.#answerSizes();
    this.#answerLoading();
    this.#answerBitmaps();
    this.#followAddresses();
    this.#meetWhoIsHeard();
    return records => {
      for (const record of records) this.#see(record);
    };
  }

  #answerSizes(): void {
    const { prototype } = HTMLImageElement;
    const { answer } = this.#properties;
    for (const side of ['width', 'height'] as const)
      for (const name of [side, `natural${side === 'width' ? 'Width' : 'Height'}`])
        answer<HTMLImageElement, number>(prototype, name, (image, native) => {
          const own = native();
          return own > 0 || !this.#told.has(image) ? own : this.#side(image, side);
        });
  }

  #side(image: HTMLImageElement, side: 'width' | 'height'): number {
    const size = this.#written.get(image);
    if (size) return size[side];
    const given = (of: string) => Number.parseInt(image.getAttribute(of) ?? '', 10) || 0;
    const other = side === 'width' ? 'height' : 'width';
    const usual = this.#usual;
    return given(side) || Math.round((given(other) * usual[side]) / usual[other]) || usual[side];
  }

  #answerLoading(): void {
    const { prototype } = HTMLImageElement;
    const { answer, wrap } = this.#properties;
    answer<HTMLImageElement, string>(
      prototype,
      'currentSrc',
      (image, native) => native() || (this.#told.has(image) ? image.src : ''),
    );
    answer<HTMLImageElement, boolean>(
      prototype,
      'complete',
      (image, native) =>
        !this.#hasSource(image) || this.#told.has(image) || (native() && image.naturalWidth > 0),
    );
    wrap(prototype, 'decode', async (_, image: HTMLImageElement) => {
      if (!this.#hasSource(image))
        throw new DOMException('The source image cannot be decoded.', 'EncodingError');
      await new Promise(resolve => this.#later(resolve));
      this.#arrived(image);
    });
  }

  /** Nothing is to be seen on one, but it is as large as what it is made of. */
  #answerBitmaps(): void {
    const blank = (source: unknown) => {
      const { videoWidth, videoHeight } = source instanceof HTMLVideoElement ? source : {};
      const { naturalWidth, naturalHeight } = source instanceof HTMLImageElement ? source : {};
      const [width, height] = [naturalWidth || videoWidth, naturalHeight || videoHeight];
      return width && height ? Object.assign(document.createElement('canvas'), { width, height }) : source;
    };
    this.#properties.wrap(window, 'createImageBitmap', (create, self, [source, ...more]: unknown[]) =>
      Reflect.apply(create, self, [blank(source), ...more]),
    );
  }

  #followAddresses(): void {
    const { prototype } = HTMLImageElement;
    const tellApart = (image: HTMLImageElement) => {
      if (!image.isConnected) this.#tell(image); // the observer sees the others
    };
    for (const name of ['src', 'srcset']) this.#properties.follow(prototype, name, { after: tellApart });
    prototype.setAttribute = new Proxy(Element.prototype.setAttribute, {
      apply: (set, self: HTMLImageElement, values: unknown[]) => {
        Reflect.apply(set, self, values);
        if (/^src(set)?$/i.test(String(values[0]))) tellApart(self);
      },
    });
  }

  /** One that was parsed beside the document is met when somebody wants to hear of it. */
  #meetWhoIsHeard(): void {
    const { follow, wrap } = this.#properties;
    const meet = (image: unknown, event: unknown) => {
      const isNew = event === 'load' && image instanceof HTMLImageElement && !image.isConnected;
      if (isNew && !this.#told.has(image)) this.#tell(image);
    };
    // Not on images alone: what frameworks put in the place of EventTarget's own must go for these, too.
    wrap(EventTarget.prototype, 'addEventListener', (add, self: unknown, values: unknown[]) => {
      meet(self, values[0]);
      return Reflect.apply(add, self, values);
    });
    follow(HTMLElement.prototype, 'onload', { before: self => meet(self, 'load') });
  }

  #see({ target, type, addedNodes, attributeName }: MutationRecord): void {
    const name = attributeName ?? '';
    if (type === 'attributes' && /^src(set)?$/.test(name) && target instanceof HTMLImageElement)
      this.#tell(target);
    if (/^(xlink:)?href$/.test(name) && target instanceof SVGImageElement) this.#tellOther(target);
    for (const node of addedNodes) {
      if (node instanceof HTMLImageElement) this.#tell(node);
      else if (node instanceof Element) {
        if (node.matches(this.#others)) this.#tellOther(node);
        for (const image of node.querySelectorAll(`img, ${this.#others}`))
          if (image instanceof HTMLImageElement) this.#tell(image);
          else this.#tellOther(image);
      }
    }
  }

  #tell(image: HTMLImageElement): void {
    this.#told.delete(image);
    if (!this.#hasSource(image) || this.#waiting.has(image)) return;
    this.#waiting.add(image);
    this.#later(() => {
      this.#waiting.delete(image);
      if (!this.#hasSource(image)) return;
      this.#arrived(image);
      image.dispatchEvent(new Event('load'));
    });
  }

  #tellOther(element: Element): void {
    this.#later(() => element.dispatchEvent(new Event('load')));
  }

  #arrived(image: HTMLImageElement): void {
    this.#told.add(image);
    this.#written.set(image, this.#properties.sizeOf(image.currentSrc));
  }

  /** An empty one is none: https://html.spec.whatwg.org/multipage/embedded-content.html#dom-img-complete */
  #hasSource(image: HTMLImageElement): boolean {
    return Boolean(image.getAttribute('src') || image.getAttribute('srcset'));
  }
}
