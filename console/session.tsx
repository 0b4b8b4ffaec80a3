import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useCallback, useContext, useMemo, useState } from 'preact/hooks';
import { createClient, type Schemas, type SignpostClient } from '../client/client.ts';
import { mayDo, type Scope } from '../core/keys/key.ts';
import { answerOf, useAnswer } from './ask.ts';
import { Outside, SignInPage } from './pages/sign-in-page.tsx';
import { SESSION_KEY } from './session-key.ts';
import { t } from './texts/texts.ts';
import { Button } from './ui/button.tsx';
import { Answered } from './ui/states.tsx';

/** Who is signed in, and what the deployment is like. */
export interface Session {
  client: SignpostClient;
  key: Schemas['Key'];
  settings: Schemas['Settings'];
  /** Whether the key may do something; what it may not is not offered. */
  may(scope: Scope): boolean;
  signOut(): void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** The session of whoever is signed in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in');
  return session;
}

/** Shows what is in it to whoever is signed in, and the page to sign in to all others. */
export function SignedIn({ children }: { children: ComponentChildren }) {
  const [secret, setSecret] = useState(() => sessionStorage.getItem(SESSION_KEY) ?? '');
  const [wasEnded, setEnded] = useState(false);
  const onEnd = useCallback((wasRefused: boolean) => {
    sessionStorage.removeItem(SESSION_KEY);
    setEnded(wasRefused);
    setSecret('');
  }, []);
  if (secret !== '')
    return (
      <WithKey key={secret} secret={secret} onEnd={onEnd}>
        {children}
      </WithKey>
    );
  return (
    <SignInPage
      wasEnded={wasEnded}
      onKey={entered => {
        sessionStorage.setItem(SESSION_KEY, entered);
        setSecret(entered);
      }}
    />
  );
}

interface WithKeyProps {
  secret: string;
  /** It is over: because the API does not take the key, or because the person wants it. */
  onEnd(wasRefused: boolean): void;
  children: ComponentChildren;
}

/** Shows what is in it once it is known whose the key is. */
function WithKey({ secret, onEnd, children }: WithKeyProps) {
  const client = useMemo(
    () =>
      clientOf(secret, () => {
        // An answer to a key that was entered before says nothing of the one that is there now.
        if (sessionStorage.getItem(SESSION_KEY) === secret) onEnd(true);
      }),
    [],
  );
  const answer = useAnswer(signal => askWho(client, signal), []);
  const known = answer.data;
  const session = useMemo<Session | undefined>(
    () =>
      known && {
        ...known,
        client,
        may: scope => mayDo(known.key, scope),
        signOut: () => onEnd(false),
      },
    [known],
  );
  if (session) return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
  return (
    <Outside>
      <Answered answer={answer}>{() => null}</Answered>
      {answer.failure && <Button onClick={() => onEnd(false)}>{t.app.signOut}</Button>}
    </Outside>
  );
}

/** Who the key is, and the settings in force. */
async function askWho(
  client: SignpostClient,
  signal: AbortSignal,
): Promise<Pick<Session, 'key' | 'settings'>> {
  const [key, settings] = await Promise.all([
    answerOf(client.GET('/api/keys/me', { signal })),
    answerOf(client.GET('/api/settings', { signal })),
  ]);
  return { key, settings };
}

/** A client whose key ends the session when the API no longer takes it. */
function clientOf(key: string, end: () => void): SignpostClient {
  const ask = async (request: Request) => {
    const response = await fetch(request);
    if (response.status === 401) end();
    return response;
  };
  return createClient({ baseUrl: location.origin, key, fetch: ask });
}
