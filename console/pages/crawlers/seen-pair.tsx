import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { ago, dateTime } from '../../format.ts';
import { t } from '../../texts/texts.ts';
import { SeenFacts } from './seen-facts.tsx';
import { SeenFrame } from './seen-frame.tsx';

type Page = Schemas['SnapshotPage'];

const VIEWS = ['page', 'facts', 'markdown', 'html'] as const;
type View = (typeof VIEWS)[number];

/** What a crawler gets, in one of several views, beside what a person opens. */
export function SeenPair({ page, action }: { page: Page; action: ComponentChildren }) {
  const [view, setView] = useState<View>('page');
  const { url, status, renderedAt } = page;
  return (
    <div class="beside">
      <section class="stack" aria-label={t.seen.crawler}>
        <header class="row spread">
          <h2>{t.seen.crawler}</h2>
          <div class="row">
            <span class={`pill ${status < 400 ? 'good' : 'failed'}`}>
              {t.seen.status} {status}
            </span>
            {renderedAt !== undefined && (
              <time class="muted small" dateTime={renderedAt} title={dateTime(renderedAt)}>
                {ago(renderedAt)}
              </time>
            )}
            {action}
          </div>
        </header>
        <fieldset class="segments">
          <legend class="unseen">{t.seen.facts}</legend>
          {VIEWS.map(name => (
            <label key={name}>
              <input type="radio" name="view" checked={view === name} onChange={() => setView(name)} />
              <span>{t.seen.views[name]}</span>
            </label>
          ))}
        </fieldset>
        <ShownAs view={view} page={page} />
        {page.isCut && <p class="muted small">{t.seen.cut}</p>}
      </section>
      <section class="stack" aria-label={t.seen.person}>
        <header class="row spread">
          <h2>{t.seen.person}</h2>
          <a href={url} target="_blank" rel="noreferrer">
            {t.seen.openLive}
          </a>
        </header>
        <p class="muted small">{t.seen.live(new URL(url).host)}</p>
        <iframe title={t.seen.person} src={url} sandbox="allow-scripts allow-same-origin" />
      </section>
    </div>
  );
}

function ShownAs({ view, page }: { view: View; page: Page }) {
  if (view === 'page') return <SeenFrame page={page} />;
  if (view === 'facts') return <SeenFacts facts={page.facts} />;
  // A text that scrolls can be reached by the keyboard.
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be focusable
    <pre tabIndex={0}>{view === 'html' ? page.html : (page.markdown ?? t.seen.noMarkdown)}</pre>
  );
}
