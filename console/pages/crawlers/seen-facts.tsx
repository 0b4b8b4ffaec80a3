import type { Schemas } from '../../../client/client.ts';
import { number } from '../../format.ts';
import { t } from '../../texts/texts.ts';

/** What a page says of itself to whoever does not look at it. */
export function SeenFacts({ facts }: { facts: Schemas['PageFacts'] }) {
  const { names } = t.seen;
  const metas = (list: readonly { name: string; content: string }[]) =>
    list.map(({ name, content }) => `${name}: ${content}`);
  const rows: [string, readonly string[]][] = [
    [names.title, [facts.title]],
    [names.description, [facts.description]],
    [names.canonical, facts.canonical],
    [names.lang, [facts.lang]],
    [names.robots, metas(facts.robots)],
    [names.h1, facts.h1],
    [names.h2, facts.h2],
    [names.openGraph, metas(facts.openGraph)],
    [names.twitter, metas(facts.twitter)],
    [names.jsonLd, facts.jsonLd],
    [names.links, [number(facts.links)]],
    [names.words, [number(facts.words)]],
  ];
  return (
    <div class="card stack">
      <dl class="facts">
        {rows.map(([name, values]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Values values={values.filter(value => value !== '')} />
            </dd>
          </div>
        ))}
      </dl>
      {facts.brokenJsonLd > 0 && <p class="said error">{t.seen.brokenJsonLd(facts.brokenJsonLd)}</p>}
    </div>
  );
}

function Values({ values }: { values: readonly string[] }) {
  if (values.length === 0) return <span class="muted">{t.seen.missing}</span>;
  // The same heading may be there twice.
  return values.map((value, at) => <div key={`${at} ${value}`}>{value}</div>);
}
