import type { ComponentChildren, JSX } from 'preact';
import type { Scope } from '../../core/keys/key.ts';
import { type Answer, askAgain, type Failure, Refused } from '../ask.ts';
import { t } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { sayFailed } from './toasts.tsx';

interface NoticeProps {
  title: string;
  next: string;
  kind?: 'empty' | 'failed';
  children?: ComponentChildren;
}

/** What there is in place of content, and what to do next. */
export function Notice({ title, next, kind = 'empty', children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === 'failed' ? 'alert' : undefined}>
      <p class="notice-title">{title}</p>
      <p class="muted">{next}</p>
      {children}
    </div>
  );
}

/** Why something could not be had, in a sentence, and what to do next. */
function wordsOf(failure: Failure): { title: string; next: string } {
  if (!(failure instanceof Refused))
    return navigator.onLine
      ? { title: t.problems.unreachable, next: t.problems.unreachableNext }
      : { title: t.problems.offline, next: t.problems.offlineNext };
  if (failure.status === 429)
    return { title: t.problems.calls, next: t.problems.callsNext(failure.retryAfter ?? 60) };
  if (failure.status >= 500) return { title: t.problems.failed, next: t.problems.failedNext };
  if (failure.scope !== undefined)
    return { title: t.problems.noPermission, next: t.problems.noPermissionNext(failure.scope) };
  return { title: failure.message, next: '' };
}

/** The same of something that somebody wanted done: they have to want it again. */
export function sentenceOf(failure: Failure): string {
  const { title, next } = wordsOf(failure);
  const isOffline = !(failure instanceof Refused) && !navigator.onLine;
  return [title, isOffline ? t.problems.offlineAgain : next].filter(Boolean).join('. ');
}

/** Says as a toast why something was not done. */
export const sayFailure = (failure: unknown): void => sayFailed(sentenceOf(failure as Failure));

/** A failure with a way to try again. */
export function Failed({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const { title, next } = wordsOf(failure);
  return (
    <Notice kind="failed" title={title} next={next}>
      {onRetry && <Button onClick={onRetry}>{t.common.retry}</Button>}
    </Notice>
  );
}

/** What a key with another scope would show. */
export const NoPermission = ({ scope }: { scope: Scope }) => (
  <Notice title={t.problems.noPermission} next={t.problems.noPermissionNext(scope)} />
);

interface AnsweredProps<Data> {
  answer: Omit<Answer<Data>, 'reload'>;
  /** What is shown until the first answer comes; lines by default. */
  placeholder?: JSX.Element;
  children(data: Data): ComponentChildren;
}

/** What was asked for, once it is there; until then its outline, or why it is not and a way to ask again. */
export function Answered<Data>({ answer, placeholder, children }: AnsweredProps<Data>) {
  const { data, failure, isLoading } = answer;
  if (data !== undefined)
    return (
      <div aria-busy={isLoading}>
        {failure && <Failed failure={failure} onRetry={askAgain} />}
        {children(data)}
      </div>
    );
  if (failure) return <Failed failure={failure} onRetry={askAgain} />;
  return (
    <div role="status" aria-label={t.common.loading}>
      {placeholder ?? <Lines />}
    </div>
  );
}

/** The outline of text that is on its way. */
export const Lines = ({ count = 5 }: { count?: number }) => (
  <div class="lines" aria-hidden="true">
    {Array.from({ length: count }, (_, at) => (
      <span key={at} />
    ))}
  </div>
);
