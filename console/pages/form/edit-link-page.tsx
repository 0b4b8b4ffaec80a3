import { useRoute } from 'preact-iso/router';
import { answerOf, Refused, useAnswer } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Page } from '../../ui/page.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { Answered, Notice } from '../../ui/states.tsx';
import { domainQuery } from '../links/domain.ts';
import { EditLink } from './edit-link.tsx';

/** Changes a link that is there. */
export function EditLinkPage() {
  const { may } = useSession();
  const { params, query } = useRoute();
  const slug = params.slug ?? '';
  const missing = (['links:write', 'links:read'] as const).find(scope => !may(scope));
  if (missing) return <Page title={t.form.editTitle(slug)} scope={missing} />;
  return <Loaded key={`${query.domain}/${slug}`} slug={slug} domain={query.domain} />;
}

function Loaded({ slug, domain }: { slug: string; domain: string | undefined }) {
  const { client, settings } = useSession();
  const params = { path: { slug }, query: domainQuery(settings.shortDomains, domain) };
  const answer = useAnswer(
    signal => answerOf(client.GET('/api/links/{slug}', { params, signal })),
    [slug, domain],
  );
  const { data, failure } = answer;
  usePageTitle(t.form.editTitle(slug));
  const isMissing = failure instanceof Refused && failure.status === 404;
  if (data && data.state !== 'deleted' && !isMissing)
    return (
      <Answered answer={{ ...answer, isLoading: false }}>
        {link => <EditLink loaded={link} domain={domain} />}
      </Answered>
    );
  return (
    <Page title={t.form.editTitle(slug)}>
      {isMissing ? (
        <Notice title={t.form.missing} next={t.form.missingNext} />
      ) : data ? (
        <Notice title={t.form.deleted} next={t.form.deletedNext} />
      ) : (
        <Answered answer={answer}>{() => null}</Answered>
      )}
    </Page>
  );
}
