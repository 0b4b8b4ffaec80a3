import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Mark } from '../ui/icons.tsx';

interface SignInProps {
  /** The key that was signed in with is not taken any more. */
  wasEnded: boolean;
  onKey(key: string): void;
}

/** Asks for an API key. */
export function SignInPage({ wasEnded, onKey }: SignInProps) {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${t.signIn.title} · ${t.app.name}`;
    input.current?.focus();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const entered = key.trim();
    if (/^sp_\S+$/.test(entered)) onKey(entered);
    else setProblem(t.signIn.wrongShape);
  };
  return (
    <Outside>
      <form class="stack" onSubmit={submit} noValidate>
        <p class="muted">{t.signIn.lead}</p>
        {/* For password managers, which keep a key by a name. */}
        <input type="text" name="username" autocomplete="username" value={t.app.name} hidden readOnly />
        <Field
          label={t.signIn.key}
          hint={t.signIn.keyHint}
          error={problem ?? (wasEnded ? t.signIn.wrong : undefined)}
        >
          <input
            ref={input}
            type="password"
            name="key"
            value={key}
            autocomplete="current-password"
            spellcheck={false}
            onInput={event => {
              setProblem(undefined);
              setKey(event.currentTarget.value);
            }}
          />
        </Field>
        <Button kind="primary" type="submit">
          {t.signIn.button}
        </Button>
        <details>
          <summary>{t.signIn.noKey}</summary>
          <p class="muted">{t.signIn.noKeyNext}</p>
        </details>
      </form>
    </Outside>
  );
}

/** What there is before somebody is signed in. */
export const Outside = ({ children }: { children: ComponentChildren }) => (
  <main class="sign-in">
    <div class="card stack">
      <h1>
        <Mark /> {t.app.name}
      </h1>
      {children}
    </div>
  </main>
);
