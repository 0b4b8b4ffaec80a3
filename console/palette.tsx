import { useEffect, useId, useMemo, useState } from 'preact/hooks';
import { answerOf, useAnswer } from './ask.ts';
import { plainUrl } from './format.ts';
import { paths } from './paths.ts';
import { places } from './places.ts';
import { useSession } from './session.tsx';
import { t } from './texts/texts.ts';
import { Dialog } from './ui/dialog.tsx';
import { useGo } from './ui/leaving.tsx';
import { useSettled } from './ui/settled.ts';

interface Choice {
  group: string;
  name: string;
  detail?: string;
  href: string;
}

const MOST_LINKS = 6;

/** Goes to a page, an action or a link by some letters of it; without the mouse. */
export function Palette({ onClose }: { onClose(): void }) {
  const goTo = useGo();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const choices = useChoices(words);
  useEffect(() => setAt(0), [words]);
  useEffect(() => document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' }), [id, at]);
  const go = ({ href }: Choice) => {
    onClose();
    goTo(href);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((at + step + choices.length) % Math.max(choices.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault(); // or it would press a button of what is shown next
      const chosen = choices[at];
      if (chosen) go(chosen);
    }
  };
  return (
    <Dialog title={t.palette.title} onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label={t.palette.title}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={choices.length > 0 ? `${id}-${at}` : undefined}
        placeholder={t.palette.placeholder}
        value={words}
        autocomplete="off"
        spellcheck={false}
        onInput={event => setWords(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <div id={id} role="listbox" aria-label={t.palette.title} class="choices">
        {choices.map((choice, index) => (
          <button
            key={choice.href + choice.name}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => go(choice)}
          >
            <span class="clip">{choice.name}</span>
            <span class="muted clip">{choice.detail ?? choice.group}</span>
          </button>
        ))}
      </div>
      <p class="muted" role="status">
        {choices.length === 0 ? t.palette.nothing : t.palette.hint}
      </p>
    </Dialog>
  );
}

/** Pages and actions whose names have the words, and links that the API finds by them. */
function useChoices(words: string): Choice[] {
  const { client, may } = useSession();
  const asked = useSettled(words.trim());
  const links = useAnswer(
    async signal =>
      asked === '' || !may('links:read')
        ? []
        : (
            await answerOf(
              client.GET('/api/links', { params: { query: { q: asked, limit: MOST_LINKS } }, signal }),
            )
          ).links,
    [asked],
  );
  const fixed = useMemo<Choice[]>(() => {
    const pages = places()
      .filter(({ scope }) => scope === undefined || may(scope))
      .map(({ path, name }) => ({ group: t.palette.pages, name, href: path }));
    const actions = may('links:write')
      ? [
          { group: t.palette.actions, name: t.links.newLink, href: paths.newLink },
          { group: t.palette.actions, name: t.links.importLinks, href: paths.importing },
        ]
      : [];
    return [...actions, ...pages];
  }, [may]);
  const wanted = words.trim().toLowerCase();
  return [
    ...fixed.filter(({ name }) => name.toLowerCase().includes(wanted)),
    ...(wanted === '' ? [] : (links.data ?? [])).map(({ slug, domain, title, url }) => ({
      group: t.palette.links,
      name: title ?? slug,
      detail: plainUrl(url),
      href: paths.link(slug, domain),
    })),
  ];
}
