import { useState } from 'preact/hooks';
import { timeZone } from '../format.ts';
import { fromLocal, toLocal } from './local-time.ts';

interface DateTimeProps {
  /** ISO 8601 in UTC; '' for none. */
  value: string;
  onChange(value: string): void;
  /** From the field it is in. */
  id?: string;
  'aria-invalid'?: boolean;
  'aria-describedby'?: string;
}

/** A time, entered and shown by the clocks of the person's zone. */
export function DateTime({ value, onChange, ...field }: DateTimeProps) {
  const [typed, setTyped] = useState('');
  // What is being typed stays as it is, such as a year of which one digit is there.
  const shown = typed !== '' && fromLocal(typed, timeZone) === value ? typed : toLocal(value, timeZone);
  return (
    <input
      {...field}
      type="datetime-local"
      max="9999-12-31T23:59"
      value={shown}
      onInput={event => {
        const local = event.currentTarget.value;
        setTyped(local);
        onChange(fromLocal(local, timeZone));
      }}
    />
  );
}
