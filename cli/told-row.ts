import type { Reading } from '../core/imports/read.ts';
import { harmless } from '../core/terminal.ts';
import { jsonLine } from './output/output.ts';

/**
 * What is told of a row of an export, as one line.
 *
 * @param counts what the file's rows are called, which is the name of the number for machines, too
 */
export const toldRow = (
  counts: Reading['counts'],
  number: number,
  text: string,
  isForMachines: boolean,
): string =>
  isForMachines ? jsonLine({ [counts]: number, text }) : `${counts} ${number}: ${harmless(text)}\n`;
