/** Lets so many through at once; the others wait in line, first come first served. */
export class Line {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /**
   * Waits for a place, at most so many milliseconds.
   *
   * @returns gives the place to the next one; undefined when none was to be had in time
   */
  async enter(ms: number): Promise<(() => void) | undefined> {
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#turn(ms))) return undefined;
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }

  #turn(ms: number): Promise<boolean> {
    return new Promise(resolve => {
      const go = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        resolve(false);
      }, ms);
      this.#waiting.push(go);
    });
  }
}
