import { harmless } from '../core/terminal.ts';
import { problemOf } from '../infra/check-settings.cjs';
import { UsageError } from './faults.ts';
import type { Finding } from './finding.ts';
import { preflight } from './preflight.ts';
import { packagedFor } from './preflight-stack.ts';
import { settingsOf } from './stage-settings.ts';

const MARKS: Record<Finding['kind'], string> = { right: 'ok', made: 'made', unknown: '?', problem: 'NO' };

/**
 * `signpost preflight`: prints a line for each thing that a deploy needs.
 *
 * @param root the project's folder
 * @returns the exit status: 1 when the deploy would fail
 */
export async function preflightCommand(
  { stage, json, yes }: { stage: string; json?: true | undefined; yes?: true | undefined },
  root: string,
): Promise<number> {
  const settings = settingsOf(root, stage);
  const wrong = problemOf(settings);
  if (wrong !== undefined) throw new UsageError(wrong);
  let status = 0;
  const planned = { packaged: packagedFor(root, stage), accepted: yes === true };
  for await (const { kind, text } of preflight(stage, settings, planned)) {
    const line = json ? JSON.stringify({ kind, text }) : `${MARKS[kind].padEnd(5)} ${text}`;
    process.stdout.write(`${harmless(line)}\n`);
    if (kind === 'problem') status = 1;
  }
  return status;
}
