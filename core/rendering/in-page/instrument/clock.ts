// All of this runs inside the page: each function reaches it as text.

/**
 * Virtual time stands still while a script runs: one that asks the clock over and over until a moment has come would never see it.
 * So to who asks as often at one time, it goes on, by whatever it asks.
 */
export function letTimeGoOn(): void {
  const often = 10_000;
  const timesPerMs = 500;
  const clock = performance.now.bind(performance);
  let moment = 0;
  let asked = 0;
  let aheadMs = 0;
  const ahead = () => {
    const now = clock();
    asked = now === moment ? asked + 1 : 0;
    moment = now;
    if (asked > often && asked % timesPerMs === 0) aheadMs++;
    return aheadMs;
  };
  /** How far it was ahead when this was first asked: such as an event happened at one moment. */
  const firsts = new WeakMap<object, number>();
  const first = (of: object) => {
    const ms = firsts.get(of) ?? aheadMs;
    firsts.set(of, ms);
    return ms;
  };
  const wrap = <Answer>(
    holder: object | undefined,
    name: string,
    change: (answer: Answer, of: object) => Answer,
  ) => {
    const { value, get, ...rest } = (holder && Object.getOwnPropertyDescriptor(holder, name)) ?? {};
    const real: unknown = value ?? get;
    if (!holder || typeof real !== 'function') return;
    const proxy = new Proxy(real, { apply: (...call) => change(Reflect.apply(...call), call[1]) });
    Object.defineProperty(holder, name, {
      ...rest,
      ...(get ? { get: proxy as () => unknown } : { value: proxy }),
    });
  };
  const now = Date.now;
  const { prototype } = Date;
  prototype.constructor = window.Date = new Proxy(Date, {
    construct: (real, values, made) =>
      Reflect.construct(real, values.length === 0 ? [now() + ahead()] : values, made),
    apply: real => String(new real(now() + ahead())),
  });
  for (const holder of [Performance.prototype, Date]) wrap<number>(holder, 'now', ms => ms + ahead());
  wrap<number>(Event.prototype, 'timeStamp', (ms, event) => {
    ahead();
    return ms + first(event);
  });
  wrap<number>(window.IdleDeadline?.prototype, 'timeRemaining', (ms, deadline) =>
    Math.max(0, ms + first(deadline) - ahead()),
  );
  const temporal: unknown = Reflect.get(window, 'Temporal')?.Now;
  for (const name of ['instant', 'zonedDateTimeISO', 'plainDateTimeISO', 'plainTimeISO'])
    wrap<{ add(more: object): never }>(temporal as object, name, time => time.add({ milliseconds: ahead() }));
}
