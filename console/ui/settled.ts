import { useEffect, useState } from 'preact/hooks';

const SETTLED_MS = 200;

/** What a value is once it has not changed for a moment: what is typed is not asked for letter by letter. `parts` tell one from another. */
export function useSettled<Value>(value: Value, parts: readonly unknown[] = [value]): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLED_MS, value);
    return () => clearTimeout(timer);
  }, parts);
  return settled;
}
