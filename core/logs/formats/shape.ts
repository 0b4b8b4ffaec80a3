/** Text of JSON in which nothing is escaped: https://www.rfc-editor.org/rfc/rfc8259#section-7 */
const PLAIN = '[ !#-\\[\\]-\\uffff]*';
const IS_PLAIN = new RegExp(`^${PLAIN}$`);
/** More than any log has. What a line may hold is a megabyte, and no pattern is made of that. */
const MOST_NAMES = 100;
const MOST_CHARACTERS = 4096;

/**
 * How lines are written that have the same names in the same order, and only text for values, with nothing escaped and nothing between:
 * `{"a":"b","c":"d"}`. So CloudFront writes all lines of a file. The one pattern they match finds the values several times as fast as
 * JSON.parse, which has to look for everything else that may come.
 */
export class Shape {
  readonly #pattern: RegExp;

  private constructor(names: readonly string[]) {
    const pairs = names.map(name => `"${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}":"(${PLAIN})"`);
    this.#pattern = new RegExp(`^\\{${pairs.join(',')}\\}$`);
  }

  /**
   * The shape of a line.
   *
   * @param names those JSON.parse finds in it
   * @returns undefined when the line is not written so
   */
  static of(line: string, names: readonly string[]): Shape | undefined {
    if (names.length > MOST_NAMES || names.join('').length > MOST_CHARACTERS) return undefined;
    if (!names.every(name => IS_PLAIN.test(name) && name !== '__proto__')) return undefined;
    const shape = new Shape(names);
    return shape.valuesOf(line) && shape;
  }

  /** The values JSON.parse finds, in the names' order; undefined for a line of another shape, or of none. */
  valuesOf(line: string): string[] | undefined {
    return this.#pattern.exec(line)?.slice(1);
  }
}
