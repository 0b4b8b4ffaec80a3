import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { createClient, type Schemas, type SignpostClient } from '../client/client.ts';
import { mayDo } from '../core/keys/key.ts';
import { answerOf } from './ask.ts';
import { SignInPage } from './pages/sign-in-page.tsx';
import { SESSION_KEY } from './session-key.ts';

export type Scope = Schemas['Key']['scopes'][number];

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
  const [known, setKnown] = useState<Pick<Session, 'key' | 'settings'>>();
  const [wasEnded, setEnded] = useState(false);
  const forget = useCallback(() => {
    sessionStorage.removeItem(SESSION_KEY);
    setSecret('');
    setKnown(undefined);
  }, []);
  const client = useMemo(
    () =>
      clientOf(secret, () => {
        // An answer to a key that was entered before says nothing of the one that is there now.
        if (sessionStorage.getItem(SESSION_KEY) !== secret) return;
        setEnded(true);
        forget();
      }),
    [secret, forget],
  );
  const session = useMemo<Session | undefined>(
    () =>
      known && {
        ...known,
        client,
        may: scope => mayDo(known.key, scope),
        signOut: () => {
          setEnded(false);
          forget();
        },
      },
    [client, known, forget],
  );
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    if (secret === '' || known) return;
    setFailure(undefined);
    // What comes late is of a key that was entered before.
    let isGone = false;
    askWho(client).then(
      found => !isGone && setKnown(found),
      reason => !isGone && setFailure(reason),
    );
    return () => {
      isGone = true;
    };
  }, [client, secret, known]);

  if (session) return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
  return (
    <SignInPage
      wasEnded={wasEnded}
      isBusy={secret !== '' && failure === undefined}
      failure={failure}
      onKey={entered => {
        sessionStorage.setItem(SESSION_KEY, entered);
        setEnded(false);
        setFailure(undefined);
        setSecret(entered);
      }}
    />
  );
}

/** Who the key is, and the settings in force. */
async function askWho(client: SignpostClient): Promise<Pick<Session, 'key' | 'settings'>> {
  const [key, settings] = await Promise.all([
    answerOf(client.GET('/api/keys/me')),
    answerOf(client.GET('/api/settings')),
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
