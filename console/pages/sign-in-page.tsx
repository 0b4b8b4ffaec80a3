import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused, Unreachable } from '../ask.ts';
import { t } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Mark } from '../ui/icons.tsx';

interface SignInProps {
  /** The key that was signed in with is not taken any more. */
  wasEnded: boolean;
  isBusy: boolean;
  failure: unknown;
  onKey(key: string): void;
}

/** Asks for an API key. */
export function SignInPage({ wasEnded, isBusy, failure, onKey }: SignInProps) {
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
    <main class="sign-in">
      <form class="card stack" onSubmit={submit} noValidate>
        <h1>
          <Mark /> {t.app.name}
        </h1>
        <p class="muted">{t.signIn.lead}</p>
        {/* For password managers, which keep a key by a name. */}
        <input type="text" name="username" autocomplete="username" value={t.app.name} hidden readOnly />
        <Field label={t.signIn.key} hint={t.signIn.keyHint} error={problem ?? sentenceOf(failure, wasEnded)}>
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
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t.signIn.button}
        </Button>
        <details>
          <summary>{t.signIn.noKey}</summary>
          <p class="muted">{t.signIn.noKeyNext}</p>
        </details>
      </form>
    </main>
  );
}

function sentenceOf(failure: unknown, wasEnded: boolean): string | undefined {
  if (failure instanceof Unreachable) return `${t.problems.unreachable}. ${t.problems.unreachableNext}`;
  if (wasEnded || (failure instanceof Refused && failure.status === 401)) return t.signIn.wrong;
  return failure ? `${t.problems.failed}. ${t.problems.failedNext}` : undefined;
}
