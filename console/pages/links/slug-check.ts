import { answerOf, useAnswer } from '../../ask.ts';
import { plainUrl } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { useSettled } from '../../ui/settled.ts';

/** What is to be said of a slug while it is typed; one of both. */
export interface SlugCheck {
  success?: string;
  error?: string;
}

/**
 * Whether a slug could be had: the API is asked what would become of such a link, and makes none.
 *
 * @param url where it would lead; the slug is checked without one, too
 * @returns undefined while nothing is known
 */
export function useSlugCheck(url: string, slug: string, domain?: string): SlugCheck | undefined {
  const { client } = useSession();
  const asked = useSettled(slug.trim());
  const target = useSettled(url.trim());
  const answer = useAnswer(
    async signal => {
      if (asked === '') return undefined;
      const link = {
        url: URL.canParse(target) ? target : 'https://example.com/',
        slug: asked,
        ...(domain !== undefined && { domain }),
      };
      const body = { links: [link], dryRun: true };
      const { results } = await answerOf(client.POST('/api/links/batch', { body, signal }));
      return { slug: asked, result: results[0] };
    },
    [asked, target, domain],
  );
  if (slug.trim() === '' || answer.data?.slug !== slug.trim()) return undefined;
  const { status, holder, problem } = answer.data.result ?? {};
  if (status === 201) return { success: t.links.slugFree };
  if (status === 200) return { success: t.links.slugYours };
  if (status === 409)
    return { error: holder ? t.links.slugTaken(plainUrl(holder.url)) : t.links.slugTakenUnknown };
  const wrong = problem?.errors?.find(({ field }) => field === 'slug');
  return wrong ? { error: `${wrong.reason}; ${wrong.expected}` } : undefined;
}
