import type { Properties } from './properties.ts';

// This runs inside the page: it reaches it as text.

/**
 * Sound and film: each can be played, and nobody hears it. Its length is not known, and told to be none; what is played ends a
 * second later, if it is not to begin anew, and whatever is looked for in it is found.
 */
export function pretendMedia({ answer, follow }: Properties): (records: MutationRecord[]) => void {
  const { prototype } = HTMLMediaElement;
  const met = new WeakSet<HTMLMediaElement>();
  const there = new WeakSet<HTMLMediaElement>();
  const playedMs = 1_000;
  const playing = new WeakSet<HTMLMediaElement>();
  const over = new WeakSet<HTMLMediaElement>();
  const positions = new WeakMap<HTMLMediaElement, number>();
  const events = ['loadstart', 'durationchange', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough'];
  const ours = new WeakSet<Event>();
  const say = (media: HTMLMediaElement, ...names: string[]) => {
    for (const name of names) {
      const event = new Event(name);
      ours.add(event);
      media.dispatchEvent(event);
    }
  };
  /** It is another one from now on. */
  const forget = (media: HTMLMediaElement) => {
    for (const set of [there, playing, over]) set.delete(media);
    positions.delete(media);
  };
  const end = (media: HTMLMediaElement) => {
    if (!playing.delete(media)) return;
    over.add(media);
    say(media, 'timeupdate', 'pause', 'ended');
  };
  const start = (media: HTMLMediaElement) => {
    if (playing.has(media)) return;
    playing.add(media);
    over.delete(media);
    setTimeout(() => {
      if (!playing.has(media)) return;
      say(media, 'play', 'playing', 'timeupdate');
      if (!media.loop) setTimeout(() => end(media), playedMs);
    });
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
    forget(media);
    if (!hasSource(media) || media.preload === 'none') return;
    come(media);
  };
  /** One that a script has made may be there, or be played, before it is in the page. */
  const tellAdded = (media: HTMLMediaElement) => {
    if (!there.has(media) && !playing.has(media)) tell(media);
  };
  const come = (media: HTMLMediaElement) => {
    setTimeout(() => {
      if (!hasSource(media) || there.has(media)) return;
      there.add(media);
      say(media, ...events);
      if (media.autoplay && media.muted) start(media);
    });
  };
  const answered: [holder: object, name: string, value: unknown][] = [
    [prototype, 'duration', 0],
    [HTMLVideoElement.prototype, 'videoWidth', 640],
    [HTMLVideoElement.prototype, 'videoHeight', 360],
    [prototype, 'readyState', 4], // HAVE_ENOUGH_DATA
    [prototype, 'networkState', 1], // NETWORK_IDLE
    [prototype, 'error', null],
  ];
  for (const [holder, name, value] of answered)
    answer<HTMLMediaElement, unknown>(holder, name, (media, native) => (there.has(media) ? value : native()));
  prototype.load = new Proxy(prototype.load, {
    apply: (_, self: HTMLMediaElement) => {
      meet(self);
      forget(self);
      if (hasSource(self)) come(self);
    },
  });
  prototype.play = new Proxy(prototype.play, {
    apply: async (play, self: HTMLMediaElement, values) => {
      // With sound it is not allowed to play before somebody has clicked.
      if (!hasSource(self) || !self.muted) return Reflect.apply(play, self, values);
      meet(self);
      come(self);
      start(self);
    },
  });
  prototype.pause = new Proxy(prototype.pause, {
    apply: (pause, self: HTMLMediaElement, values) => {
      if (!playing.delete(self)) return Reflect.apply(pause, self, values);
      setTimeout(() => say(self, 'timeupdate', 'pause'));
    },
  });
  answer<HTMLMediaElement, boolean>(prototype, 'paused', (media, native) => !playing.has(media) && native());
  answer<HTMLMediaElement, boolean>(prototype, 'ended', (media, native) => over.has(media) || native());
  answer<HTMLMediaElement, number>(
    prototype,
    'currentTime',
    (media, native) => positions.get(media) ?? native(),
  );
  follow<HTMLMediaElement>(prototype, 'currentTime', {
    after: (media, value) => {
      if (!there.has(media)) return;
      positions.set(media, Math.max(0, Number(value)));
      over.delete(media);
      setTimeout(() => say(media, 'seeking', 'timeupdate', 'seeked'));
    },
  });
  follow<HTMLMediaElement>(prototype, 'src', {
    before: meet,
    after: media => {
      if (!media.isConnected) tell(media); // the observer sees the others
    },
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
        if (node instanceof HTMLMediaElement) tellAdded(node);
        else if (node instanceof HTMLSourceElement && node.parentNode instanceof HTMLMediaElement)
          tell(node.parentNode);
        else if (node instanceof Element)
          for (const media of node.querySelectorAll<HTMLMediaElement>('audio, video')) tellAdded(media);
      }
    }
  };
}
