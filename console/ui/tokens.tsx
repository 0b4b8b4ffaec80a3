import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { CrossIcon } from './icons.tsx';

interface TokensProps {
  values: readonly string[];
  onChange(values: string[]): void;
  /** What may be chosen, with the names people know it by; anything else may be typed as well. */
  options?: readonly (readonly [string, string])[];
  /** What a typed text stands for. */
  read?(text: string): string;
  placeholder?: string;
  /** From the field it is in. */
  id?: string;
  'aria-invalid'?: boolean;
  'aria-describedby'?: string;
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** A list of words: each is put in by Enter or a comma, and taken out by its button or Backspace. */
export function Tokens({ values, onChange, options = [], read, placeholder, ...field }: TokensProps) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const nameOf = (value: string) => options.find(([each]) => each === value)?.[1] ?? value;
  const readOne = (typed: string) =>
    options.find(([value, name]) => same(value, typed) || same(name, typed))?.[0] ?? read?.(typed) ?? typed;
  const add = (typed: string) => {
    const words = typed.split(/[,;\n]/).map(word => word.trim());
    const next = [...values];
    for (const word of words.filter(each => each !== '').map(readOne))
      if (!next.some(value => same(value, word))) next.push(word);
    setText('');
    if (next.length > values.length) onChange(next);
  };
  const remove = (value: string) => {
    onChange(values.filter(each => each !== value));
    input.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if ((event.key === 'Enter' || event.key === ',') && text.trim() !== '') {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '') {
      const last = values.at(-1);
      if (last !== undefined) remove(last);
    }
  };
  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    const typed = event.currentTarget.value;
    // What is taken from the suggestions comes at once, not letter by letter.
    const isTaken = event.inputType === undefined || event.inputType === 'insertReplacementText';
    if (isTaken && options.some(([, name]) => name === typed)) add(typed);
    else setText(typed);
  };
  return (
    <div class="tokens">
      {values.map(value => (
        <span key={value} class="token">
          <span class="clip">{nameOf(value)}</span>
          <button type="button" aria-label={t.form.removeToken(nameOf(value))} onClick={() => remove(value)}>
            <CrossIcon />
          </button>
        </span>
      ))}
      <input
        {...field}
        ref={input}
        type="text"
        value={text}
        list={list}
        autocomplete="off"
        placeholder={values.length === 0 ? placeholder : undefined}
        onInput={onInput}
        onKeyDown={onKey}
        onBlur={() => text.trim() !== '' && add(text)}
      />
      <datalist id={list}>
        {options
          .filter(([value]) => !values.includes(value))
          .map(([value, name]) => (
            <option key={value} value={name} />
          ))}
      </datalist>
    </div>
  );
}
