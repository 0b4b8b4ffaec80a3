import { prepareChromium } from '../core/browser/chromium.ts';
import { bundled, PROGRAMS } from '../local/bundled.mjs';
import { buildSample } from '../local/sample.ts';
import { builtConsole } from '../local/template/console.ts';
import { packagedTemplate } from '../local/template/package.ts';

// Once before all tests, since each e2e file boots from the same package, starts the same Chromium and runs the same programs.
await Promise.all([
  packagedTemplate('.'),
  builtConsole('.'),
  buildSample('.'),
  prepareChromium({ log: line => console.log(line) }),
  ...Object.entries(PROGRAMS).map(([entry, folder]) => bundled(process.cwd(), entry, folder)),
]);
