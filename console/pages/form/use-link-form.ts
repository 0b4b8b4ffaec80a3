import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from '../../ask.ts';
import { sayFailure } from '../../ui/states.tsx';
import { errorsOf } from './errors.ts';
import type { LinkForm } from './form.ts';

export interface LinkFormState {
  form: LinkForm;
  errors: Refused['errors'];
  /** Changes a field, by its name in the API; what was wrong with it is said no more. */
  change(field: string, some: Partial<LinkForm>): void;
  /** Begins anew. */
  reset(form: LinkForm): void;
  /** Says what was wrong: at the fields, or as a toast where it is about none. */
  refuse(failure: unknown): void;
  /** Of the form's element: its first wrong field gets the focus. */
  ref: RefObject<HTMLFormElement | null>;
}

/** What a form holds, and what the API found wrong with it. */
export function useLinkForm(initial: LinkForm): LinkFormState {
  const [form, setForm] = useState(initial);
  const [errors, setErrors] = useState<Refused['errors']>([]);
  const [refusals, setRefusals] = useState(0);
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) focusFirstWrong(ref.current);
  }, [refusals]);
  return {
    form,
    errors,
    ref,
    change: (field, some) => {
      setForm(before => ({ ...before, ...some }));
      setErrors(before => before.filter(error => !areRelated(error.field, field)));
    },
    reset: next => {
      setForm(next);
      setErrors([]);
    },
    refuse: failure => {
      const found = errorsIn(failure);
      if (found.length === 0) return sayFailure(failure);
      setErrors(found);
      setRefusals(before => before + 1);
    },
  };
}

/** A slug that is taken is a conflict, and has no list of wrong fields. */
function errorsIn(failure: unknown): Refused['errors'] {
  if (!(failure instanceof Refused)) return [];
  if (failure.status === 409) return [{ field: 'slug', reason: failure.message, expected: '' }];
  return errorsOf(failure.errors);
}

const areRelated = (one: string, other: string) =>
  one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

function focusFirstWrong(form: HTMLFormElement | null): void {
  const first = form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]');
  for (let place = first?.parentElement; place; place = place.parentElement)
    if (place instanceof HTMLDetailsElement) place.open = true;
  first?.focus();
}
