import { useRoute } from 'preact-iso/router';
import { answerOf, Refused, useAnswer } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { usePageTitle } from '../../ui/page-title.ts';
import { Answered, NoPermission, Notice } from '../../ui/states.tsx';
import { domainQuery } from '../links/domain.ts';
import { EditLink } from './edit-link.tsx';

/** Changes a link that is there. */
export function EditLinkPage() {
  const { may } = useSession();
  const { params, query } = useRoute();
  const slug = params.slug ?? '';
  usePageTitle(t.form.editTitle(slug));
  if (!may('links:write')) return <NoPermission scope="links:write" />;
  if (!may('links:read')) return <NoPermission scope="links:read" />;
  return <Loaded key={`${query.domain}/${slug}`} slug={slug} domain={query.domain} />;
}

function Loaded({ slug, domain }: { slug: string; domain: string | undefined }) {
  const { client, settings } = useSession();
  const params = { path: { slug }, query: domainQuery(settings.shortDomains, domain) };
  const answer = useAnswer(
    signal => answerOf(client.GET('/api/links/{slug}', { params, signal })),
    [slug, domain],
  );
  if (answer.failure instanceof Refused && answer.failure.status === 404)
    return <Notice title={t.form.missing} next={t.form.missingNext} />;
  if (answer.data?.state === 'deleted') return <Notice title={t.form.deleted} next={t.form.deletedNext} />;
  return (
    <Answered answer={{ ...answer, isLoading: false }}>
      {link => <EditLink loaded={link} domain={domain} />}
    </Answered>
  );
}
