/** How what an object has is made to answer otherwise. */
export interface Wrapping {
  answer: typeof answerInstead;
  follow: typeof followSetting;
  wrap: typeof wrapMethod;
}

// All of it runs inside the page, which it reaches as text.

/**
 * Lets a property answer otherwise; nothing where there is none.
 *
 * @param of the object asked, and what it would answer by itself
 */
export function answerInstead<Self, Value>(
  prototype: object,
  name: string,
  of: (self: Self, native: () => Value) => Value,
): void {
  const property = Object.getOwnPropertyDescriptor(prototype, name);
  if (!property?.get) return;
  const get = new Proxy(property.get, {
    apply: (native, self: Self, values) => of(self, () => Reflect.apply(native, self, values)),
  });
  Object.defineProperty(prototype, name, { ...property, get });
}

/** Hears of it when a property is set: before, and after. */
export function followSetting<Self>(
  prototype: object,
  name: string,
  { before, after }: { before?: (self: Self) => void; after?: (self: Self, value: unknown) => void },
): void {
  const property = Object.getOwnPropertyDescriptor(prototype, name);
  if (!property?.set) return;
  const set = new Proxy(property.set, {
    apply: (native, self: Self, values) => {
      before?.(self);
      Reflect.apply(native, self, values);
      after?.(self, values[0]);
    },
  });
  Object.defineProperty(prototype, name, { ...property, set });
}

/** Puts something in the place of a method, which looks as it did; nothing where there is none. */
export function wrapMethod(
  holder: object,
  name: PropertyKey,
  apply: NonNullable<ProxyHandler<CallableFunction>['apply']>,
): void {
  const method = Object.getOwnPropertyDescriptor(holder, name);
  if (typeof method?.value !== 'function') return;
  Object.defineProperty(holder, name, { ...method, value: new Proxy(method.value, { apply }) });
}
