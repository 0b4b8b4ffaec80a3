import { harmless } from '../core/terminal.ts';
import type { Finding } from './finding.ts';
import { preflight } from './preflight.ts';
import { packagedFor } from './preflight-stack.ts';
import { checkedSettings } from './stage-settings.ts';

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
  const settings = checkedSettings(root, stage);
  let status = 0;
  const planned = { packaged: packagedFor(root, stage), accepted: yes === true };
  for await (const finding of preflight(stage, settings, planned)) {
    process.stdout.write(`${json ? harmless(JSON.stringify(finding)) : lineOf(finding)}\n`);
    if (finding.kind === 'problem') status = 1;
  }
  return status;
}

/** A finding, for people. */
export const lineOf = ({ kind, text }: Finding): string => harmless(`${MARKS[kind].padEnd(5)} ${text}`);
