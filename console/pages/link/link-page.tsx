import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { answerOf, Refused, useAnswer } from '../../ask.ts';
import { ClicksView } from '../../clicks/clicks-view.tsx';
import { plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { Answered, Lines, Notice } from '../../ui/states.tsx';
import { domainQuery } from '../links/domain.ts';
import { Access } from './access.tsx';
import { useActions } from './actions.ts';
import { LinkHeader } from './header.tsx';
import { History } from './history.tsx';
import { useKnownKeys, useNames } from './known-keys.ts';
import { Planned } from './planned.tsx';
import { Where } from './where.tsx';

/** The page of one link, which its address names. */
export function LinkPage() {
  const { may } = useSession();
  const { params, query } = useRoute();
  const slug = params.slug ?? '';
  const { domain } = query;
  if (!may('links:read')) return <Page title={slug} scope="links:read" />;
  return <Asked key={`${domain} ${slug}`} slug={slug} domain={domain} />;
}

/** Who comes by a slug that the link had before has the one of now in the address. */
function Asked({ slug, domain }: { slug: string; domain: string | undefined }) {
  const { client, settings } = useSession();
  const query = domainQuery(settings.shortDomains, domain);
  const answer = useAnswer(signal => linkOf(client, { path: { slug }, query }, signal), []);
  const { data, failure } = answer;
  const { route } = useLocation();
  useEffect(() => {
    if (data && data.link.slug !== slug) route(paths.link(data.link.slug, domain), true);
  }, [data]);
  const isMissing = failure instanceof Refused && failure.status === 404;
  if (data && !isMissing)
    return (
      <Answered answer={answer}>
        {({ link, etag }) => <OneLink link={link} etag={etag} reload={answer.reload} />}
      </Answered>
    );
  return (
    <Page title={slug}>
      {isMissing ? (
        <Notice title={t.link.notFound} next={t.link.notFoundNext}>
          <LinkButton href={paths.links}>{t.link.back}</LinkButton>
        </Notice>
      ) : (
        <Answered answer={answer} placeholder={<Lines count={12} />}>
          {() => null}
        </Answered>
      )}
    </Page>
  );
}

/** The link, and what to send for changing it as it is known. */
async function linkOf(
  client: SignpostClient,
  params: { path: { slug: string }; query: { domain?: string } },
  signal: AbortSignal,
) {
  const asked = client.GET('/api/links/{slug}', { params, signal });
  const link = await answerOf(asked);
  return { link, etag: (await asked).response.headers.get('etag') ?? '*' };
}

interface OneLinkProps {
  link: Schemas['Link'];
  etag: string;
  reload(): void;
}

function OneLink({ link, etag, reload }: OneLinkProps) {
  const { slug, domain, shortUrl } = link;
  const on = domainQuery(useSession().settings.shortDomains, domain);
  const actions = useActions(link, etag, reload);
  const keys = useKnownKeys();
  const nameOf = useNames(keys.data);
  usePageTitle(plainUrl(shortUrl));
  return (
    <div class="stack wide-gap">
      <LinkHeader link={link} actions={actions} nameOf={nameOf} />
      <Where link={link} />
      <section class="stack" aria-labelledby="clicks">
        <h2 id="clicks">{t.link.clicks}</h2>
        <ClicksView source={{ of: 'link', slug, ...on }} hasRules={link.rules.length > 0} />
      </section>
      <div class="columns">
        <History key={`history ${link.version}`} link={link} actions={actions} nameOf={nameOf} />
        <div class="stack">
          <Planned key={`planned ${link.version}`} link={link} actions={actions} />
          <Access link={link} keys={keys} />
        </div>
      </div>
    </div>
  );
}
