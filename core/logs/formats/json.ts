import { LineError, type LogEntry } from '../entry.ts';
import { cloudfrontEntry } from './cloudfront.ts';

/** A line that is one JSON object. */
export function jsonEntry(line: string): LogEntry {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    throw new LineError('it is no JSON');
  }
  return cloudfrontEntry(fields as Record<string, string>);
}
