import { inPage } from '../in-page.ts';

/**
 * The script that keeps the closed shadow roots of a page, to run before its own scripts. A page neither gets at what is kept nor
 * at any root it could not reach without: it may find the property, and does not know the word that is asked for.
 *
 * @param secret not to be guessed by the page
 */
export const keepShadowScript = (secret: string): string => inPage(keepShadowRoots, ...nameAndWord(secret));

/** What shadowReader takes to read what was kept under a secret. */
export const nameAndWord = (secret: string): [name: string, word: string] => [
  `${secret.slice(0, secret.length / 2)}s`,
  secret.slice(secret.length / 2),
];

/** The function that takes closed shadow roots and has them kept like those that scripts make. It reaches the page as text. */
export const giveShadowFunction = (secret: string): string => {
  const [name, word] = nameAndWord(secret).map(text => JSON.stringify(text));
  return `function (...roots) { for (const root of roots) window[${name}](${word}, root) }`;
};

// From here on everything runs inside the page, which it reaches as text.

function keepShadowRoots(name: string, word: string): void {
  const { apply } = Reflect;
  const roots = new WeakMap<Element, ShadowRoot>();
  const internals = new WeakMap<Element, ElementInternals>();
  // Kept from what a page does to the prototypes.
  const [addRoot, addInternals] = [roots.set.bind(roots), internals.set.bind(internals)];
  const [root, internal] = [roots.get.bind(roots), internals.get.bind(internals)];
  const rootOf = Object.getOwnPropertyDescriptor(ElementInternals.prototype, 'shadowRoot')?.get;
  let isAny = false;
  const { prototype } = Element;
  prototype.attachShadow = new Proxy(prototype.attachShadow, {
    apply: (attach, host: Element, values: unknown[]) => {
      const attached: ShadowRoot = apply(attach, host, values);
      addRoot(host, attached);
      isAny = true;
      return attached;
    },
  });
  // What is declared after the document was read is found by this alone.
  HTMLElement.prototype.attachInternals = new Proxy(HTMLElement.prototype.attachInternals, {
    apply: (attach, host: HTMLElement, values: unknown[]) => {
      const attached: ElementInternals = apply(attach, host, values);
      addInternals(host, attached);
      isAny = true;
      return attached;
    },
  });
  const find = (host: Element): ShadowRoot | null => {
    const inside = internal(host);
    return root(host) ?? (inside && rootOf ? apply(rootOf, inside, []) : null);
  };
  Object.defineProperty(window, name, {
    value: (said: unknown, given?: ShadowRoot) => {
      if (said !== word) return undefined;
      if (given) addRoot(given.host, given);
      isAny ||= given !== undefined;
      return isAny ? find : undefined;
    },
  });
}

/** Answers what finds the shadow root of an element, be it closed, in a page whose roots were kept. */
export function shadowReader(name: string, word: string): (host: Element) => ShadowRoot | null {
  const kept: unknown = Reflect.get(window, name);
  const find: unknown = typeof kept === 'function' ? kept(word) : undefined;
  if (typeof find !== 'function') return host => host.shadowRoot;
  return host => host.shadowRoot ?? (find(host) as ShadowRoot | null);
}
