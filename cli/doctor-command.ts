import { launchChromium } from '../core/browser/chromium.ts';
import { prepareChromium } from '../core/browser/executable.ts';
import { systemClock } from '../core/clock.ts';
import { systemRandom } from '../core/ids.ts';
import { harmless } from '../core/terminal.ts';
import { type Connection, connectionOf } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { type DoctorContext, examine, type Row, type State } from './doctor/check.ts';
import { CHECKS, STAGE_CHECKS } from './doctor/checks.ts';
import { EXIT, UsageError } from './faults.ts';
import { json, print } from './output/output.ts';
import { reachable, stackOutputs } from './stack.ts';

export interface DoctorFlags extends ConnectionOptions {
  stage?: string | undefined;
  site?: string | undefined;
  json?: boolean | undefined;
}

const PORTS = [4000, 4001];
const MARKS: Record<State, string> = { ok: 'ok', warn: 'warn', fail: 'FAIL', skip: '-' };
const NAME_WIDTH = 16;

/**
 * `signpost doctor`: looks at this machine and at a Signpost that runs, and prints a row for each thing as soon as it is known.
 *
 * @returns the exit status: 1 when one failed
 */
export async function doctorCommand(flags: DoctorFlags): Promise<number> {
  const rows: Row[] = [];
  const checks = flags.stage === undefined ? CHECKS : [...CHECKS, ...STAGE_CHECKS];
  for await (const row of examine(checks, await contextOf(flags))) {
    rows.push(row);
    if (!flags.json) await print(lineOf(row));
  }
  if (flags.json) await print(json({ checks: rows }));
  return rows.some(({ state }) => state === 'fail') ? EXIT.negative : EXIT.done;
}

export function lineOf({ name, state, text, assumed, advice }: Row): string {
  const below = (sign: string, what: string | undefined) =>
    what === undefined ? '' : `${' '.repeat(NAME_WIDTH + 7)}${sign} ${harmless(what)}\n`;
  const line = `${MARKS[state].padEnd(5)} ${name.padEnd(NAME_WIDTH)} ${harmless(text)}\n`;
  return `${line}${below('assumed:', assumed)}${below('→', advice)}`;
}

async function contextOf(flags: DoctorFlags): Promise<DoctorContext> {
  const outputs = flags.stage === undefined ? undefined : await stackOutputs(flags.stage);
  const { ShortAddress, SiteAddress } = outputs ?? {};
  const api = flags.api ?? (ShortAddress && reachable(ShortAddress));
  const known = connection({ ...flags, api });
  return {
    api: known?.api ?? api,
    site: flags.site ?? (SiteAddress && reachable(SiteAddress)),
    key: known?.key,
    stage: flags.stage,
    outputs,
    endpoint: process.env.AWS_ENDPOINT_URL,
    fetch,
    clock: systemClock,
    random: systemRandom,
    nodeVersion: process.versions.node,
    ports: PORTS,
    chromium,
  };
}

/** Address and key as for any command; that there is no key is one of the things that a doctor tells. */
function connection(flags: ConnectionOptions): Connection | undefined {
  try {
    return connectionOf(flags);
  } catch (error) {
    if (error instanceof UsageError && flags.profile === undefined) return undefined;
    throw error;
  }
}

/** Started as for a page: whatever is not safe to be run is refused there. */
async function chromium(): Promise<string> {
  const executable = await prepareChromium({ log: () => undefined });
  const browser = await launchChromium({ executable, log: () => undefined });
  await browser.kill();
  return `${executable} starts, behind its gate`;
}
