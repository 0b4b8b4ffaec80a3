import { prepareChromium } from '../core/browser/chromium.ts';
import { packagedTemplate } from '../local/template/package.ts';

// Once before all tests, since each e2e file boots from the same package and starts the same Chromium.
await Promise.all([packagedTemplate('.'), prepareChromium({ log: line => console.log(line) })]);
