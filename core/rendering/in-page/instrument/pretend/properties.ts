import type { sizeOfData } from './data-images.ts';

/** How the properties of a prototype are made to answer otherwise, and what an image's own address says: handed to what pretends. */
export interface Properties {
  answer: typeof answerInstead;
  follow: typeof followSetting;
  sizeOf: typeof sizeOfData;
}

// Both run inside the page, which they reach as text.

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
