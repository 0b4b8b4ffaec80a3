// This runs inside the page: it reaches it as text.

/** What of an answer a page could show: words and numbers of JSON, or the lines of a text. */
export function valuesOf(body: unknown): string[] {
  const most = 300;
  const longest = 300;
  const shortest = 3;
  const largest = 200_000;
  let steps = 3_000;
  const values = new Set<string>();
  const add = (text: string) => {
    const value = text.replace(/\s+/g, ' ').trim().slice(0, longest);
    if (value.length >= shortest && values.size < most) values.add(value);
  };
  const collect = (value: unknown, depth: number) => {
    if (values.size >= most || depth > 12 || --steps < 0) return;
    if (typeof value === 'string') for (const line of value.split(/<[^>]*>|\n/)) add(line);
    else if (typeof value === 'number') add(String(value));
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) collect(inner, depth + 1);
  };
  const parsed = (text: string): unknown => {
    try {
      return /^\s*[[{]/.test(text) ? JSON.parse(text) : text;
    } catch {
      return text;
    }
  };
  /** Line by line where it is no JSON as a whole; before it there may be a name, or a number for what it is. */
  const collectText = (text: string) => {
    const whole = parsed(text);
    if (whole !== text) collect(whole, 0);
    else for (const line of text.split('\n')) collect(parsed(line.replace(/^(data: ?|\d+(?=[[{]))/, '')), 0);
  };
  const isPlain = typeof body !== 'object' || Array.isArray(body) || body?.constructor === Object;
  if (!isPlain || (typeof body === 'string' && body.length > largest)) return [];
  if (typeof body === 'string') collectText(body);
  else collect(body, 0);
  return [...values];
}
