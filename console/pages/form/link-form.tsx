import type { ComponentChildren } from 'preact';
import type { Schemas } from '../../../client/client.ts';
import { t } from '../../texts/texts.ts';
import { AppLinks } from './apps.tsx';
import { Basics } from './basics.tsx';
import { Campaign } from './campaign.tsx';
import { Card } from './card.tsx';
import { FormContext } from './context.tsx';
import { isPlaced, unplaced } from './errors.ts';
import { Password } from './password.tsx';
import { Preview } from './preview.tsx';
import { Redirect } from './redirect.tsx';
import { Rules } from './rules.tsx';
import { Schedule } from './schedule.tsx';
import type { LinkFormState } from './use-link-form.ts';

interface LinkFormProps {
  state: LinkFormState;
  link?: Schemas['Link'] | undefined;
  onSubmit(): void;
  /** What is done with the form: its buttons. */
  children: ComponentChildren;
}

/** All that can be said of a link: what everybody wants first, the rest in parts that open. */
export function LinkFormView({ state, link, onSubmit, children }: LinkFormProps) {
  return (
    <FormContext.Provider value={{ ...state, link }}>
      <form
        ref={state.ref}
        class="link-form"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Wrong state={state} />
        <div class="form-columns">
          <div class="stack">
            <Basics />
            <Campaign />
            <Rules />
            <Schedule />
            <Card />
            <Password />
            <AppLinks />
            <Redirect />
          </div>
          <aside>
            <Preview />
          </aside>
        </div>
        <footer class="save-bar row">{children}</footer>
      </form>
    </FormContext.Provider>
  );
}

/** How much was wrong, and what of it has no field. */
function Wrong({ state: { errors } }: { state: LinkFormState }) {
  const others = unplaced(errors, isPlaced);
  return (
    <div role="alert">
      {errors.length > 0 && (
        <div class="form-errors">
          <strong>{t.form.attention(errors.length)}</strong>
          {others.map(words => (
            <p key={words}>{words}</p>
          ))}
        </div>
      )}
    </div>
  );
}
