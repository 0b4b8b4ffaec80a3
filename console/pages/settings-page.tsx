import type { Schemas } from '../../client/client.ts';
import { number } from '../format.ts';
import { useSession } from '../session.tsx';
import { named, t } from '../texts/texts.ts';
import { Page } from '../ui/page.tsx';

type Value = string | number | boolean | readonly string[] | undefined;

/** The settings that are in force, to be read. */
export function SettingsPage() {
  const { settings } = useSession();
  const { sections } = t.settings;
  return (
    <Page title={t.settings.title} lead={t.settings.lead}>
      <div class="masonry">
        <section class="card stack" aria-labelledby="about">
          <h2 id="about">{sections.about}</h2>
          <dl class="facts">
            <Fact name={t.settings.stage} value={settings.stage} />
            <Fact name={t.settings.version} value={settings.version} />
          </dl>
        </section>
        {settings.shortDomains.map(domain => (
          <DomainFacts key={domain.host} domain={domain} />
        ))}
        <Facts title={sections.links} of={{ ...settings.links, ...settings.links.defaults }} />
        <Facts title={sections.site} of={settings.site} />
        <Facts title={sections.limits} of={settings.limits} />
        <Facts title={sections.parts} of={settings.parts} />
      </div>
      <CrawlerPolicy crawlers={settings.crawlers} />
    </Page>
  );
}

/** Each entry that has a name in the texts, with its value. */
function Facts({ title, of }: { title: string; of: Record<string, unknown> }) {
  const named = Object.entries(t.settings.names).filter(([name]) => name in of);
  return (
    <section class="card stack" aria-label={title}>
      <h2>{title}</h2>
      <dl class="facts">
        {named.map(([name, words]) => (
          <Fact key={name} name={words} value={of[name] as Value} />
        ))}
      </dl>
    </section>
  );
}

const Fact = ({ name, value }: { name: string; value: Value }) => (
  <div>
    <dt>{name}</dt>
    <dd>{wordsOf(value)}</dd>
  </div>
);

function wordsOf(value: Value): string {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return t.settings.nowhere;
  if (typeof value === 'boolean') return value ? t.settings.yes : t.settings.no;
  if (typeof value === 'number') return number(value);
  return typeof value === 'string' ? value : value.join(', ');
}

function DomainFacts({ domain }: { domain: Schemas['ShortDomain'] }) {
  const { host, isDefault, appLinks, rootUrl, notFoundUrl, ...rest } = domain;
  return (
    <Facts
      title={isDefault ? `${host} (${t.settings.isDefault})` : host}
      of={{ ...rest, ...appLinks, rootUrl, notFoundUrl }}
    />
  );
}

function CrawlerPolicy({ crawlers }: { crawlers: Schemas['Settings']['crawlers'] }) {
  const rows = [
    ...crawlers.names.map(({ name, gets }) => ({ who: name, gets, isDefault: false })),
    ...crawlers.categories.map(({ category, who, ...rest }) => ({
      ...rest,
      who: named(t.verdict.categories, category, who),
    })),
  ];
  return (
    <section class="stack" aria-label={t.settings.sections.crawlers}>
      <h2>{t.settings.sections.crawlers}</h2>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{t.settings.who}</th>
            <th scope="col">{t.settings.what}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ who, gets, isDefault }) => (
            <tr key={who}>
              <th scope="row">{who}</th>
              <td>
                <span class={`pill ${gets === 'page' ? 'good' : ''}`}>{t.settings.gets[gets]}</span>{' '}
                {!isDefault && <span class="muted small">{t.settings.changed}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
