import type { LazyImages } from './images.ts';
import type { holdsScript } from './scripts.ts';
import type { Shown } from './shown.ts';

/**
 * The attributes an element must have to look as it does now: without scripts, with the state that only its properties hold.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Attributes {
  readonly #isUnsafe: typeof holdsScript;
  readonly #images: LazyImages;
  readonly #shown: Shown;
  /** Names for the slots of roots that assign them by script, and for what is in them. */
  readonly #slots = new Map<Node, string>();

  constructor(isUnsafe: typeof holdsScript, images: LazyImages, shown: Shown) {
    this.#isUnsafe = isUnsafe;
    this.#images = images;
    this.#shown = shown;
  }

  of(element: Element): Map<string, string> {
    const attributes = new Map<string, string>();
    // By method: a form with a field named "attributes" has no such property left.
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? '';
      if (!this.#isUnsafe(name.toLowerCase(), value)) attributes.set(name, value);
    }
    if (element.namespaceURI === 'http://www.w3.org/1999/xhtml') {
      this.#addState(element, attributes);
      this.#images.complete(element, attributes);
    }
    this.#shown.complete(element, attributes);
    if (attributes.size === 0) return attributes;
    for (const name of ['href', 'poster', 'src', 'srcset']) {
      const value = attributes.get(name);
      if (value && /(^|[\s,])blob:/i.test(value)) attributes.delete(name); // it ends with the page that made it
    }
    return attributes;
  }

  /** To call before what is in a shadow root is written. */
  enter(root: ShadowRoot): void {
    this.#nameSlots(root);
    this.#shown.keepMotion(root);
  }

  /** Slots that are filled by script become slots that are filled by name: HTML knows no other. */
  #nameSlots(root: ShadowRoot): void {
    if (root.slotAssignment !== 'manual') return;
    root.querySelectorAll('slot').forEach((slot, index) => {
      const nodes = slot.assignedNodes();
      if (nodes.some(node => node.nodeType === Node.TEXT_NODE)) return; // only a slot without a name takes text
      for (const node of [slot, ...nodes]) this.#slots.set(node, `slot-${index}`);
    });
  }

  #addState(element: Element, attributes: Map<string, string>): void {
    const slot = this.#slots.get(element);
    if (slot !== undefined) attributes.set(element.localName === 'slot' ? 'name' : 'slot', slot);
    switch (element.localName) {
      case 'input':
        this.#addInput(element as HTMLInputElement, attributes);
        break;
      case 'option':
        this.#flag(attributes, 'selected', (element as HTMLOptionElement).selected);
        break;
      case 'link':
        if ((element as HTMLLinkElement).sheet?.disabled) attributes.set('disabled', '');
        break;
      case 'style': // has no such attribute
        if ((element as HTMLStyleElement).sheet?.disabled) attributes.set('media', 'not all');
        break;
      case 'template': // one that was never read as a shadow root would be from now on
        attributes.delete('shadowrootmode');
    }
  }

  #addInput(input: HTMLInputElement, attributes: Map<string, string>): void {
    switch (input.type) {
      case 'password':
        attributes.delete('value');
        break;
      case 'checkbox':
      case 'radio':
        this.#flag(attributes, 'checked', input.checked);
        break;
      case 'file':
      case 'hidden': // whose value is the attribute
        break;
      default:
        if (input.value !== input.defaultValue && !this.#isPrivate(input))
          attributes.set('value', input.value);
    }
  }

  /** https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill */
  #isPrivate(input: HTMLInputElement): boolean {
    const isSecret = /(^|\s)(cc-\S+|one-time-code|(current|new)-password)(\s|$)/i;
    return input.matches(':autofill') || isSecret.test(input.getAttribute('autocomplete') ?? '');
  }

  #flag(attributes: Map<string, string>, name: string, on: boolean): void {
    if (!on) attributes.delete(name);
    else if (!attributes.has(name)) attributes.set(name, '');
  }
}
