import { cloneElement, type VNode } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../texts/texts.ts';

interface FieldProps {
  label: string;
  /** What belongs into it, in a sentence. */
  hint?: string | undefined;
  /** What is wrong with what is in it, and what would be right. */
  error?: string | undefined;
  /** What is right with it. */
  success?: string | undefined;
  isOptional?: boolean;
  /** The label is for screen readers alone, where the place says what it is. */
  isLabelHidden?: boolean;
  /** One input, select or textarea. */
  children: VNode<Record<string, unknown>>;
}

/** One field of a form with its label, and with what is to be said of it: heard when it is entered, and when it changes. */
export function Field({ label, hint, error, success, isOptional, isLabelHidden, children }: FieldProps) {
  const id = useId();
  const said = error ?? success ?? hint;
  return (
    <div class={`field ${error ? 'has-error' : ''}`}>
      <label for={id} class={isLabelHidden ? 'unseen' : ''}>
        {label}
        {isOptional && <span class="muted"> ({t.common.optional})</span>}
      </label>
      {cloneElement(children, {
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': said === undefined ? undefined : `${id}-said`,
      })}
      <p
        id={`${id}-said`}
        class={`said ${error ? 'error' : success ? 'success' : ''}`}
        aria-live="polite"
        hidden={said === undefined}
      >
        {said}
      </p>
    </div>
  );
}

interface CheckboxProps {
  label: string;
  hint?: string;
  isChecked: boolean;
  onChange(isChecked: boolean): void;
}

export function Checkbox({ label, hint, isChecked, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div class="checkbox">
      <input
        id={id}
        type="checkbox"
        checked={isChecked}
        aria-describedby={hint === undefined ? undefined : `${id}-said`}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-said`} class="said">
          {hint}
        </p>
      )}
    </div>
  );
}

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  isLabelHidden?: boolean;
  onChange(value: Value): void;
}

/** One of some values. */
export function Select<Value extends string>({
  label,
  value,
  options,
  isLabelHidden,
  onChange,
}: SelectProps<Value>) {
  return (
    <Field label={label} {...(isLabelHidden && { isLabelHidden })}>
      <select value={value} onChange={event => onChange(event.currentTarget.value as Value)}>
        {options.map(([of, name]) => (
          <option key={of} value={of}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}
