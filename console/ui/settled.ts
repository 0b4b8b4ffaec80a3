import { useEffect, useState } from 'preact/hooks';

const SETTLED_MS = 200;

/** What a value is once it has not changed for a moment: what is typed is not asked for letter by letter. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLED_MS, value);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
