const COUNTS_IN_TEXT = /["\\]/g;
const COUNTS = /["[\]{}]/g;

/** An object or a list that is open where the text has been read to. */
interface Open {
  isObject: boolean;
  /** Of an object: the key of the value that is read, and whether the next text is a key. */
  key?: string;
  isAtKey: boolean;
}

/**
 * Cuts the values at a path out of JSON that comes in parts, and reads each by `JSON.parse`, as it does what is around them: so
 * nothing passes that is no JSON. It keeps the value that is being read and what stands between two of them, and no more.
 * Several documents may stand behind each other.
 */
export class JsonCutter {
  readonly #keys: readonly string[];
  readonly #open: Open[] = [];
  /** The document without the values that were cut out: for each of them a 0. Of what was right already only the shape is kept. */
  #around = '';
  /** Of the value that is being read, what came with former parts; and where in this part it goes on. */
  #value: string | undefined;
  #from = 0;
  /** How many objects and lists of it are open. */
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  /** Where in `#around` the last text begins. */
  #textFrom = 0;

  /** @param path such as `$.data.*`: the members of the list or object `data`, or `$.*` */
  constructor(path: string) {
    this.#keys = path.split('.').slice(1, -1);
  }

  /**
   * The values that end in the next part of the text.
   *
   * @throws a SyntaxError at what is no JSON
   */
  *read(part: string): Generator<unknown> {
    this.#from = 0;
    for (let at = this.#skip(part, 0); at < part.length; at = this.#skip(part, at + 1)) {
      const character = part[at] as string;
      if (this.#value === undefined && this.#begins(character)) {
        this.#value = '';
        this.#from = at;
      }
      if (this.#value === undefined) this.#takeAround(character);
      else {
        const end = this.#endOfValue(character, at);
        if (end === undefined) continue;
        const value = JSON.parse(this.#value + part.slice(this.#from, end));
        this.#leaveOut();
        if (end === at) this.#takeAround(character);
        yield value;
      }
    }
    if (this.#value !== undefined) this.#value += part.slice(this.#from);
  }

  /** @throws a SyntaxError where the text ends too early */
  end(): void {
    if (this.#value !== undefined || this.#around.trim() !== '') JSON.parse(this.#around);
  }

  /** Within a value, where the next character is that counts. */
  #skip(part: string, at: number): number {
    if (this.#value === undefined || this.#isEscaped || (!this.#isInText && this.#depth === 0)) return at;
    const counts = this.#isInText ? COUNTS_IN_TEXT : COUNTS;
    counts.lastIndex = at;
    return counts.exec(part)?.index ?? part.length;
  }

  /** Whether a value that is asked for begins here. */
  #begins(character: string): boolean {
    const inner = this.#open.at(-1);
    if (this.#isInText || inner?.isAtKey !== false || /[\s,:\]}]/.test(character)) return false;
    return (
      this.#open.length === this.#keys.length + 1 &&
      this.#keys.every((key, depth) => this.#open[depth]?.key === key)
    );
  }

  /** Where the value ends: behind this character, or before it where it is a number or a word; undefined where it goes on. */
  #endOfValue(character: string, at: number): number | undefined {
    if (this.#takeText(character)) return this.#isInText || this.#depth > 0 ? undefined : at + 1;
    if (character === '{' || character === '[') this.#depth++;
    else if (this.#depth === 0) return /[\s,\]}]/.test(character) ? at : undefined;
    else if ((character === '}' || character === ']') && --this.#depth === 0) return at + 1;
    return undefined;
  }

  /** Whether the character is of a text; its last one ends it. */
  #takeText(character: string): boolean {
    if (!this.#isInText) {
      this.#isInText = character === '"';
      return this.#isInText;
    }
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === '\\') this.#isEscaped = true;
    else if (character === '"') this.#isInText = false;
    return true;
  }

  #takeAround(character: string): void {
    const wasInText = this.#isInText;
    const isOfText = this.#takeText(character);
    if (isOfText && !wasInText) this.#textFrom = this.#around.length;
    this.#around += character;
    const inner = this.#open.at(-1);
    if (isOfText) {
      if (!this.#isInText && inner?.isAtKey) inner.key = JSON.parse(this.#around.slice(this.#textFrom));
    } else if (character === '{' || character === '[')
      this.#open.push({ isObject: character === '{', isAtKey: character === '{' });
    else if (character === ':' && inner) inner.isAtKey = false;
    else if (character === ',' && inner) inner.isAtKey = inner.isObject;
    else if (character === '}' || character === ']') this.#close();
  }

  #close(): void {
    this.#open.pop();
    if (this.#open.length > 0) return;
    JSON.parse(this.#around);
    this.#around = '';
  }

  /** Sees to it that what is around a value is right so far, and keeps no more of it than how deep it is. */
  #leaveOut(): void {
    this.#value = undefined;
    const ends = this.#open.map(({ isObject }) => (isObject ? '}' : ']')).reverse();
    JSON.parse(`${this.#around}0${ends.join('')}`);
    this.#around = `${this.#open.map(({ isObject }) => (isObject ? '{"":' : '[')).join('')}0`;
  }
}
