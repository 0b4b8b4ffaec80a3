import { createContext, type JSX, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { Field } from '../../ui/field.tsx';
import { errorAt, ownErrorAt } from './errors.ts';
import type { LinkForm } from './form.ts';
import type { LinkFormState } from './use-link-form.ts';

export interface FormContextValue extends LinkFormState {
  /** The link that is edited; undefined for a new one. */
  link: Schemas['Link'] | undefined;
}

export const FormContext = createContext<FormContextValue | undefined>(undefined);

/** The form that a field is in. */
export function useForm(): FormContextValue {
  const form = useContext(FormContext);
  if (!form) throw new Error('this is no part of a form');
  return form;
}

interface FormFieldProps {
  /** As the API calls it, such as `rules.0.url`. */
  name: string;
  label: string;
  hint?: string | undefined;
  success?: string | undefined;
  /** Known before the API is asked. */
  error?: string | undefined;
  isOptional?: boolean;
  /** One input, select or textarea. */
  children: VNode<Record<string, unknown>>;
}

/** A field of the form with what the API finds wrong in it. */
export function FormField({ name, error, ...rest }: FormFieldProps) {
  const { errors } = useForm();
  return <Field {...rest} error={errorAt(errors, name) ?? error} />;
}

interface TextProps extends Omit<FormFieldProps, 'children' | 'name'> {
  name: string;
  value: string;
  /** What of the form is otherwise then. */
  onChange(value: string): Partial<LinkForm>;
  type?: 'text' | 'url' | 'password';
  /** Of digits alone. */
  isNumber?: boolean;
  rows?: number;
  placeholder?: string;
  isRequired?: boolean;
}

/** A field of one text. */
export function TextField({
  name,
  value,
  onChange,
  type = 'text',
  isNumber,
  rows,
  placeholder,
  isRequired,
  ...rest
}: TextProps) {
  const { change } = useForm();
  const inputMode = isNumber ? 'numeric' : type === 'url' ? 'url' : 'text';
  const shared = {
    name,
    value,
    placeholder,
    required: isRequired,
    autocomplete: type === 'password' ? 'new-password' : 'off',
    onInput: (event: { currentTarget: { value: string } }) =>
      change(name, onChange(event.currentTarget.value)),
  };
  return (
    <FormField name={name} {...rest}>
      {rows === undefined ? (
        <input
          {...shared}
          // The types of JSX have one for each kind of input.
          {...({ type } as JSX.IntrinsicElements['input'])}
          inputMode={inputMode}
          spellcheck={inputMode === 'text'}
        />
      ) : (
        <textarea {...shared} rows={rows} />
      )}
    </FormField>
  );
}

/** What is said of a group of fields as a whole. */
export function GroupError({ name }: { name: string }) {
  const { errors } = useForm();
  const error = ownErrorAt(errors, name);
  return error === undefined ? null : (
    <p class="said error" data-invalid tabIndex={-1}>
      {error}
    </p>
  );
}
