import type { Playing } from './playing.ts';
import type { Properties } from './properties.ts';

/**
 * Sound and film: each can be played, and nobody hears it. Its length is not known, and told to be none. How it is played: see
 * Playing.
 *
 * Runs inside the page, which it reaches as text.
 */
export class PretendedMedia {
  readonly #events = [
    'loadstart',
    'durationchange',
    'loadedmetadata',
    'loadeddata',
    'canplay',
    'canplaythrough',
  ];
  readonly #properties: Properties;
  readonly #playing: Playing;
  readonly #met = new WeakSet<HTMLMediaElement>();
  readonly #there = new WeakSet<HTMLMediaElement>();
  readonly #ours = new WeakSet<Event>();
  readonly #later = window.setTimeout.bind(window); // before the page puts a clock of its own in its place

  constructor(properties: Properties) {
    this.#properties = properties;
    this.#playing = new properties.Play((media, ...names) => this.#say(media, ...names));
  }

  /** Answers what to tell of each change of the document. */
  pretend(): (records: MutationRecord[]) => void {
    this.#playing.pretend(this.#properties, media => this.#there.has(media));
    this.#answerProperties();
    this.#answerCalls();
    return records => {
      for (const record of records) this.#see(record);
    };
  }

  #answerProperties(): void {
    const { answer, follow } = this.#properties;
    const { prototype } = HTMLMediaElement;
    const answered: [holder: object, name: string, value: unknown][] = [
      [prototype, 'duration', 0],
      [HTMLVideoElement.prototype, 'videoWidth', 640],
      [HTMLVideoElement.prototype, 'videoHeight', 360],
      [prototype, 'readyState', 4], // HAVE_ENOUGH_DATA
      [prototype, 'networkState', 1], // NETWORK_IDLE
      [prototype, 'error', null],
    ];
    for (const [holder, name, value] of answered)
      answer<HTMLMediaElement, unknown>(holder, name, (media, native) =>
        this.#there.has(media) ? value : native(),
      );
    follow<HTMLMediaElement>(prototype, 'src', {
      before: media => this.#meet(media),
      after: media => {
        if (!media.isConnected) this.#tell(media); // the observer sees the others
      },
    });
  }

  #answerCalls(): void {
    const { wrap } = this.#properties;
    const { prototype } = HTMLMediaElement;
    wrap(prototype, 'load', (_, self: HTMLMediaElement) => {
      this.#meet(self);
      this.#forget(self);
      if (this.#hasSource(self)) this.#come(self);
    });
    wrap(prototype, 'play', async (play, self: HTMLMediaElement, values) => {
      // With sound it is not allowed to play before somebody has clicked.
      if (!this.#hasSource(self) || !self.muted) return Reflect.apply(play, self, values);
      this.#meet(self);
      this.#come(self);
      this.#playing.start(self);
    });
    window.Audio = new Proxy(window.Audio, {
      construct: (target, values: unknown[], made) => {
        const audio: HTMLAudioElement = Reflect.construct(target, values, made);
        this.#tell(audio);
        return audio;
      },
    });
  }

  #see({ target, type, addedNodes, attributeName }: MutationRecord): void {
    if (type === 'attributes' && attributeName === 'src' && target instanceof HTMLMediaElement)
      this.#tell(target);
    for (const node of addedNodes) {
      if (node instanceof HTMLMediaElement) this.#tellAdded(node);
      else if (node instanceof HTMLSourceElement && node.parentNode instanceof HTMLMediaElement)
        this.#tell(node.parentNode);
      else if (node instanceof Element)
        for (const media of node.querySelectorAll<HTMLMediaElement>('audio, video')) this.#tellAdded(media);
    }
  }

  /** What Chromium says of it, that it failed, is kept from the page. */
  #meet(media: HTMLMediaElement): void {
    if (this.#met.has(media)) return;
    this.#met.add(media);
    const swallow = (event: Event) => {
      const isOfSource = event.target !== media;
      if (!this.#ours.has(event) && (isOfSource || this.#hasSource(media))) event.stopImmediatePropagation();
    };
    for (const name of [...this.#events, 'error', 'emptied', 'stalled', 'suspend', 'abort'])
      media.addEventListener(name, swallow, { capture: true });
  }

  #tell(media: HTMLMediaElement): void {
    this.#meet(media);
    this.#forget(media);
    if (this.#hasSource(media) && media.preload !== 'none') this.#come(media);
  }

  /** One that a script has made may be there, or be played, before it is in the page. */
  #tellAdded(media: HTMLMediaElement): void {
    if (!this.#there.has(media) && !this.#playing.isPlaying(media)) this.#tell(media);
  }

  #come(media: HTMLMediaElement): void {
    this.#later(() => {
      if (!this.#hasSource(media) || this.#there.has(media)) return;
      this.#there.add(media);
      this.#say(media, ...this.#events);
      this.#playing.draw(media);
      if (media.autoplay && media.muted) this.#playing.start(media);
    });
  }

  /** It is another one from now on. */
  #forget(media: HTMLMediaElement): void {
    this.#there.delete(media);
    this.#playing.forget(media);
  }

  #say(media: HTMLMediaElement, ...names: string[]): void {
    for (const name of names) {
      const event = new Event(name);
      this.#ours.add(event);
      media.dispatchEvent(event);
    }
  }

  #hasSource(media: HTMLMediaElement): boolean {
    return Boolean(media.getAttribute('src') || media.querySelector('source[src]'));
  }
}
