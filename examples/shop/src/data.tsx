import type { ComponentChildren, ComponentType } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { SITE_NAME } from './head.tsx';
import { Broken, NotFound } from './messages.tsx';
import { focusNextPage, type PageProps } from './router.tsx';

/** Data on its way to a page. */
export type Data<T> =
  | { state: 'loading' }
  | { state: 'ready'; value: T }
  | { state: 'missing' }
  | { state: 'failed'; retry: () => void };

class MissingError extends Error {}

/** The JSON behind a path of this site. A 404 is told apart from a failure: trying again would not help. */
export async function fetchJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  if (response.status === 404) throw new MissingError(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Loads once when the page is mounted, and again when the person asks for it after a failure. */
export function useData<T>(load: (signal: AbortSignal) => Promise<T>): Data<T> {
  const [data, setData] = useState<Data<T>>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // A layout effect, because a plain effect would ask for the data one frame later.
  useLayoutEffect(() => {
    const leaving = new AbortController();
    const show = (next: Data<T>) => {
      if (!leaving.signal.aborted) setData(next);
    };
    const retry = () => {
      focusNextPage();
      setAttempt(attempt + 1);
    };
    const failed = (error: unknown) =>
      show(error instanceof MissingError ? { state: 'missing' } : { state: 'failed', retry });
    show({ state: 'loading' });
    load(leaving.signal).then(value => show({ state: 'ready', value }), failed);
    return () => leaving.abort();
  }, [attempt]);
  return data;
}

type LoadedProps<T> = { data: Data<T>; children: (value: T) => ComponentChildren };

/** Shows the page once its data is there, and until then, or instead, what became of it. */
export function Loaded<T>({ data, children }: LoadedProps<T>) {
  if (data.state === 'loading') return <Loading />;
  if (data.state === 'missing') return <NotFound />;
  if (data.state === 'failed') return <Broken retry={data.retry} />;
  return <>{children(data.value)}</>;
}

/** A page whose code is downloaded when it is first opened. */
export function lazy(load: () => Promise<ComponentType<PageProps>>): ComponentType<PageProps> {
  return function LazyPage(props: PageProps) {
    return <Loaded data={useData(load)}>{Page => <Page {...props} />}</Loaded>;
  };
}

function Loading() {
  useLayoutEffect(() => {
    document.title = `Loading… · ${SITE_NAME}`;
  }, []);
  return (
    <p class="loading" role="status">
      Loading…
    </p>
  );
}
