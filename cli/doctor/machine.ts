import { createServer } from 'node:net';
import type { Check, Outcome } from './check.ts';

/** `engines` of package.json. */
const LEAST_NODE = [20, 19] as const;

export const node: Check = {
  name: 'Node',
  needs: [],
  advice: 'Install Node 22, or 20.19 at least.',
  run: async ({ nodeVersion }) => {
    const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
    const [least, leastMinor] = LEAST_NODE;
    const isEnough = major > least || (major === least && minor >= leastMinor);
    return { state: isEnough ? 'ok' : 'fail', text: `version ${nodeVersion}` };
  },
};

export const chromium: Check = {
  name: 'Chromium',
  needs: [],
  advice:
    'Only `signpost start` and `signpost audit` need it. Install Chromium, or name one in CHROMIUM_PATH.',
  run: async context => {
    try {
      return { state: 'ok', text: await context.chromium() };
    } catch (error) {
      return { state: 'warn', text: (error as Error).message };
    }
  },
};

export const ports: Check = {
  name: 'Ports',
  needs: [],
  advice: 'Only `signpost start` needs them: PORT and SITE_PORT name others.',
  run: async ({ ports }) => {
    const taken: number[] = [];
    for (const port of ports) if (await isTaken(port)) taken.push(port);
    if (taken.length === 0) return { state: 'ok', text: `${ports.join(' and ')} are free` };
    return { state: 'warn', text: `${taken.join(' and ')} taken, perhaps by a Signpost that runs` };
  },
};

/** Where `signpost start` listens. */
const isTaken = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer()
      .once('error', () => resolve(true))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });

/** AWS refuses what is signed by a clock that is off by more. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const MOST_SKEW_S = 300;
const USUAL_SKEW_S = 30;

/** Whether a clock agrees with the API's, which says its time to the second. */
export function clockOutcome(now: number, date: string | null): Outcome {
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) return { state: 'warn', text: 'the API does not say what time it has' };
  const seconds = Math.round(Math.abs(now - there) / 1000);
  const side = now > there ? 'ahead of' : 'behind';
  const state = seconds > MOST_SKEW_S ? 'fail' : seconds > USUAL_SKEW_S ? 'warn' : 'ok';
  return { state, text: seconds < 2 ? 'as the API’s' : `${seconds} s ${side} the API’s` };
}
