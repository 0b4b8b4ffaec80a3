import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { default: Sequencer } = require('@jest/test-sequencer');
/** The slowest first: by what their files are called, since a fresh clone knows of no run before. */
const SLOWEST = require('./slowest.json');

/**
 * Jest begins with what took longest the last time, and in a fresh clone with the largest file. A slow file that is small would be
 * begun last, and all processors but one would wait for it.
 */
export default class extends Sequencer {
  sort(tests) {
    const placeOf = ({ path, context }) => {
      const place = SLOWEST.findIndex(name => join(context.config.rootDir, name) === path);
      return place < 0 ? SLOWEST.length : place;
    };
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
  }
}
