import { useEffect, useRef, useState } from 'preact/hooks';
import { answerOf, Refused } from '../../ask.ts';
import { plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { copy } from '../../ui/copy.tsx';
import { Field } from '../../ui/field.tsx';
import { sayFailure } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { useSlugCheck } from './slug-check.ts';
import { withScheme } from './with-scheme.ts';

/** Makes a link of an address, and puts the short one into the clipboard at once. */
export function CreateBar({ onMade }: { onMade(): void }) {
  const [url, setUrl] = useState('');
  const [slug, setSlug] = useState('');
  const check = useSlugCheck(url, slug);
  const input = useRef<HTMLInputElement>(null);
  const { refused, isBusy, submit } = useCreate(url, slug, () => {
    setUrl('');
    setSlug('');
    onMade();
    input.current?.focus();
  });
  const errorOf = (field: string) => refused?.errors.find(error => error.field === field);
  const urlError = errorOf('url');
  const slugError = errorOf('slug') ?? (refused && !urlError ? { reason: refused.message } : undefined);
  return (
    <form class="create card" onSubmit={submit} noValidate>
      <Field label={t.links.urlLabel} error={urlError && `${urlError.reason}; ${urlError.expected}`}>
        <input
          ref={input}
          type="url"
          inputMode="url"
          name="url"
          required
          placeholder={t.links.urlPlaceholder}
          value={url}
          autocomplete="off"
          onInput={event => setUrl(event.currentTarget.value)}
        />
      </Field>
      <Field
        label={t.links.slugLabel}
        isOptional
        error={slugError?.reason ?? check?.error}
        success={check?.success}
      >
        <input
          type="text"
          name="slug"
          placeholder={t.links.slugPlaceholder}
          value={slug}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={event => setSlug(event.currentTarget.value)}
        />
      </Field>
      <Button kind="primary" type="submit" isBusy={isBusy}>
        {t.links.shorten}
      </Button>
      {url.trim() !== '' && (
        <a class="more small" href={paths.newLinkWith({ url, slug })}>
          {t.links.moreOptions}
        </a>
      )}
    </form>
  );
}

/** Makes the link that is typed, and says what came of it; what the API refuses belongs below its field. */
function useCreate(url: string, slug: string, onMade: () => void) {
  const { client } = useSession();
  const [refused, setRefused] = useState<Refused>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setRefused(undefined), [url, slug]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    try {
      const body = { url: withScheme(url), ...(slug !== '' && { slug }) };
      const { data, response, error } = await client.POST('/api/links', { body });
      const { shortUrl } = await answerOf(Promise.resolve({ response, ...(data ? { data } : { error }) }));
      const isCopied = await copy(shortUrl);
      say(saidOf(plainUrl(shortUrl), response.status === 200, isCopied));
      onMade();
    } catch (failure) {
      if (failure instanceof Refused && failure.status < 500 && failure.status !== 429) setRefused(failure);
      else sayFailure(failure);
    } finally {
      setBusy(false);
    }
  };
  return { refused, isBusy, submit };
}

function saidOf(name: string, existed: boolean, isCopied: boolean): string {
  if (existed) return t.links.existed(name);
  return isCopied ? t.links.madeAndCopied(name) : t.links.made(name);
}
