export type Level = 'info' | 'warn' | 'error';

/**
 * Says something in the log: one line of JSON. Lambda writes the id of the request before it. Nothing that is said names a person:
 * no address, no key's secret, no query.
 */
export function tell(level: Level, message: string, details: object = {}): void {
  const say = level === 'info' ? console.log : console[level];
  say(JSON.stringify({ level, message, ...details }));
}
