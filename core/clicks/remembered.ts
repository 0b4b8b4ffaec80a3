/** A busy hour has no more User-Agents. */
const MOST_KNOWN = 10_000;

/** What a pure function answers for a text, kept for up to ten thousand of them: logs repeat themselves. */
export function remembered<Answer extends object>(
  answer: (text: string) => Answer,
): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return text => {
    const found = known.get(text);
    if (found) return found;
    const fresh = answer(text);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, fresh);
    return fresh;
  };
}
