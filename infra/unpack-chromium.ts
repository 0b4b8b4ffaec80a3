import { unpackChromium } from '../core/browser/unpack.ts';

// For the image of the container: what a Lambda unpacks at its start is in the image already. See Dockerfile.
const [, , directory] = process.argv;
if (!directory) throw new Error('Name the folder to unpack Chromium into.');
console.log(await unpackChromium(directory, line => console.log(line)));
