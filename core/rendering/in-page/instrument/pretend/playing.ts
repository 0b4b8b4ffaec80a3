import type { Wrapping } from './wrapping.ts';

/**
 * How sound and film is played that is not there: what is played ends a second later, if it is not to begin anew; a film draws a few
 * frames meanwhile; and whatever is looked for in it is found.
 *
 * Runs inside the page, which it reaches as text.
 */
export class Playing {
  readonly #playedMs = 1_000;
  /** A film is as fast as most, and who looks at each of its frames has seen them soon. */
  readonly #frameMs = 40;
  readonly #mostFrames = 5;
  readonly #say: (media: HTMLMediaElement, ...names: string[]) => void;
  readonly #later = window.setTimeout.bind(window); // before the page puts a clock of its own in its place
  readonly #clock = performance.now.bind(performance);
  readonly #playing = new WeakSet<HTMLMediaElement>();
  readonly #over = new WeakSet<HTMLMediaElement>();
  readonly #positions = new WeakMap<HTMLMediaElement, number>();
  /** Who wants to hear of the next frame of a film. */
  readonly #awaiting = new WeakMap<HTMLMediaElement, Map<number, VideoFrameRequestCallback>>();
  readonly #drawn = new WeakMap<HTMLMediaElement, number>();
  #cancelFrame: (film: HTMLVideoElement, id: number) => void = () => undefined;

  /** @param say tells what an element says of itself */
  constructor(say: (media: HTMLMediaElement, ...names: string[]) => void) {
    this.#say = say;
  }

  /** @param isThere whether an element has something to play */
  pretend({ answer, follow, wrap }: Wrapping, isThere: (media: HTMLMediaElement) => boolean): void {
    const { prototype } = HTMLMediaElement;
    wrap(prototype, 'pause', (pause, self: HTMLMediaElement, values) => {
      if (!this.#playing.delete(self)) return Reflect.apply(pause, self, values);
      this.#later(() => this.#say(self, 'timeupdate', 'pause'));
    });
    answer<HTMLMediaElement, boolean>(
      prototype,
      'paused',
      (media, native) => !this.#playing.has(media) && native(),
    );
    answer<HTMLMediaElement, boolean>(
      prototype,
      'ended',
      (media, native) => this.#over.has(media) || native(),
    );
    answer<HTMLMediaElement, number>(
      prototype,
      'currentTime',
      (media, native) => this.#positions.get(media) ?? native(),
    );
    follow<HTMLMediaElement>(prototype, 'currentTime', {
      after: (media, value) => {
        if (isThere(media)) this.#seek(media, Math.max(0, Number(value)));
      },
    });
    this.#pretendFrames(wrap);
  }

  isPlaying(media: HTMLMediaElement): boolean {
    return this.#playing.has(media);
  }

  start(media: HTMLMediaElement): void {
    if (this.#playing.has(media)) return;
    this.#playing.add(media);
    this.#over.delete(media);
    this.#later(() => {
      if (!this.#playing.has(media)) return;
      this.#say(media, 'play', 'playing', 'timeupdate');
      this.#goOn(media, 0);
      if (!media.loop) this.#later(() => this.#end(media), this.#playedMs);
    });
  }

  /** What it shows is to be seen: at its position, or so many milliseconds further. */
  draw(media: HTMLMediaElement, furtherMs = 0): void {
    const awaiting = [...(this.#awaiting.get(media) ?? [])];
    if (!(media instanceof HTMLVideoElement) || awaiting.length === 0) return;
    const now = this.#clock();
    const presentedFrames = (this.#drawn.get(media) ?? 0) + 1;
    this.#drawn.set(media, presentedFrames);
    const frame: VideoFrameCallbackMetadata = {
      presentationTime: now,
      expectedDisplayTime: now,
      width: media.videoWidth,
      height: media.videoHeight,
      mediaTime: media.currentTime + furtherMs / 1_000,
      presentedFrames,
    };
    for (const [id, tell] of awaiting) {
      if (!this.#awaiting.get(media)?.delete(id)) continue; // another has taken it back
      this.#cancelFrame(media, id);
      try {
        tell.call(media, now, { ...frame });
      } catch (error) {
        reportError(error);
      }
    }
  }

  /** It is another one from now on. */
  forget(media: HTMLMediaElement): void {
    this.#playing.delete(media);
    this.#over.delete(media);
    this.#positions.delete(media);
  }

  #goOn(media: HTMLMediaElement, frames: number): void {
    if (!this.#playing.has(media) || frames === this.#mostFrames) return;
    this.draw(media, frames * this.#frameMs);
    this.#later(() => this.#goOn(media, frames + 1), this.#frameMs);
  }

  #end(media: HTMLMediaElement): void {
    if (!this.#playing.delete(media)) return;
    this.#over.add(media);
    this.#say(media, 'timeupdate', 'pause', 'ended');
  }

  #seek(media: HTMLMediaElement, position: number): void {
    this.#positions.set(media, position);
    this.#over.delete(media);
    this.#later(() => {
      this.#say(media, 'seeking', 'timeupdate', 'seeked');
      this.draw(media);
    });
  }

  /** What a film of another kind draws, such as a canvas, is told by the browser. */
  #pretendFrames(wrap: Wrapping['wrap']): void {
    const { prototype } = HTMLVideoElement;
    const cancel = prototype.cancelVideoFrameCallback;
    if (!cancel) return;
    this.#cancelFrame = (film, id) => cancel.call(film, id);
    wrap(prototype, 'requestVideoFrameCallback', (request, self: HTMLVideoElement, [tell]: unknown[]) => {
      if (typeof tell !== 'function') return Reflect.apply(request, self, [tell]);
      const awaiting = this.#awaiting.get(self) ?? new Map<number, VideoFrameRequestCallback>();
      const run = (...told: unknown[]) => {
        awaiting.delete(id);
        return Reflect.apply(tell, self, told);
      };
      const id: number = Reflect.apply(request, self, [run]);
      this.#awaiting.set(self, awaiting.set(id, tell as VideoFrameRequestCallback));
      return id;
    });
    wrap(prototype, 'cancelVideoFrameCallback', (_, self: HTMLVideoElement, values: unknown[]) => {
      this.#awaiting.get(self)?.delete(Number(values[0]));
      return Reflect.apply(cancel, self, values);
    });
  }
}
