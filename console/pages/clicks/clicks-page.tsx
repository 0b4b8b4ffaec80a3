import { answerOf, useAnswer } from '../../ask.ts';
import { ClicksView } from '../../clicks/clicks-view.tsx';
import type { Source } from '../../clicks/source.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Select } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { useQuery } from '../../ui/query.ts';
import { Notice } from '../../ui/states.tsx';
import { domainQuery } from '../links/domain.ts';
import { TopLinks } from './top-links.tsx';

/** The clicks of all links: over time, the links with most, and what tells clicks apart. */
export function ClicksPage() {
  const { key } = useSession();
  const isLimited = Object.values(key.limits).some(limit => limit !== undefined);
  return (
    <Page title={t.clicks.title} scope="stats:read">
      {isLimited ? <Notice title={t.clicks.limited} next={t.clicks.limitedNext} /> : <AllClicks />}
    </Page>
  );
}

function AllClicks() {
  const { client, settings, may } = useSession();
  const [query, say] = useQuery();
  const tags = useAnswer(
    async signal => (may('links:read') ? await answerOf(client.GET('/api/tags', { signal })) : undefined),
    [],
  );
  // Clicks are counted by domain and by tag, and not by both.
  const known = settings.shortDomains.find(({ host }) => host === query.domain)?.host;
  const names = tags.data?.tags.map(({ tag }) => [tag, tag] as const) ?? [];
  const isTag = tags.data === undefined || names.some(([name]) => name === query.tag);
  const source: Source & { of: 'all' } =
    query.tag && isTag
      ? { of: 'all', tag: query.tag }
      : { of: 'all', ...domainQuery(settings.shortDomains, known) };
  const domains = settings.shortDomains.map(({ host }) => [host, host] as const);
  return (
    <>
      <div class="row spread">
        <p class="muted">{t.clicks.lead}</p>
        <div class="row">
          {domains.length > 1 && (
            <Select
              label={t.links.domainLabel}
              isLabelHidden
              value={source.domain ?? ''}
              options={source.tag === undefined ? domains : [['', t.links.allDomains], ...domains]}
              onChange={domain => say({ domain, tag: undefined })}
            />
          )}
          {names.length > 0 && (
            <Select
              label={t.links.tagLabel}
              isLabelHidden
              value={source.tag ?? ''}
              options={[['', t.links.allTags], ...names]}
              onChange={tag => say({ tag, domain: undefined })}
            />
          )}
        </div>
      </div>
      <ClicksView source={source}>
        {(span, news) =>
          source.tag === undefined && <TopLinks span={span} domain={source.domain} news={news} />
        }
      </ClicksView>
    </>
  );
}
