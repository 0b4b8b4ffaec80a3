import { LineError, type LogEntry } from '../entry.ts';
import { cloudfrontEntry } from './cloudfront.ts';
import { httpApiEntry } from './http-api.ts';
import { areCloudFronts, documentedName } from './names.ts';

/** A line that is one JSON object: CloudFront's, or the HTTP API's as its names tell. */
export function jsonEntry(line: string): LogEntry {
  const fields = parse(line);
  if (fields['cs-uri-stem'] !== undefined) return cloudfrontEntry(fields, fields);
  if (!areCloudFronts(Object.keys(fields))) return httpApiEntry(fields);
  const named = new Map(Object.entries(fields).map(([name, value]) => [documentedName(name), value]));
  return cloudfrontEntry(Object.fromEntries(named), fields);
}

/** All values are text, also where a log has numbers. */
function parse(line: string): Record<string, string> {
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(line);
  } catch {
    throw new LineError('it is no JSON');
  }
  for (const name in object) {
    const value = object[name];
    if (typeof value !== 'string')
      object[name] = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return object as Record<string, string>;
}
