import { answerOf, useAnswer } from '../../ask.ts';
import type { Span } from '../../clicks/periods.ts';
import { number, plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Answered } from '../../ui/states.tsx';

interface TopLinksProps {
  span: Span;
  domain: string | undefined;
  /** Changes when there is something new to ask for. */
  news: unknown;
}

/** The links that were clicked most, each with a way to its page. */
export function TopLinks({ span, domain, news }: TopLinksProps) {
  const { client, may } = useSession();
  const answer = useAnswer(
    signal => {
      const query = { ...span, ...(domain !== undefined && { domain }) };
      return answerOf(client.GET('/api/clicks/top', { params: { query }, signal }));
    },
    [JSON.stringify([span, domain]), news],
  );
  return (
    <section class="card stack" aria-labelledby="top">
      <h3 id="top">{t.clicks.top}</h3>
      <Answered answer={answer}>
        {({ links, exact }) => {
          if (links.length === 0) return <p class="muted">{t.clicks.noneYet}</p>;
          const most = links[0]?.clicks ?? 1;
          return (
            <>
              <table class="bars">
                <colgroup>
                  <col />
                  <col class="count" />
                </colgroup>
                <thead class="unseen">
                  <tr>
                    <th scope="col">{t.links.columns.link}</th>
                    <th scope="col">{t.clicks.count}</th>
                  </tr>
                </thead>
                <tbody>
                  {links.map(({ slug, domain: of, shortUrl, url, clicks }) => (
                    <tr key={shortUrl}>
                      <th scope="row">
                        <span class="bar" style={{ width: `${(clicks / most) * 100}%` }} />
                        <span class="name" title={url}>
                          {may('links:read') ? (
                            <a href={paths.link(slug, of)}>{plainUrl(shortUrl)}</a>
                          ) : (
                            plainUrl(shortUrl)
                          )}
                        </span>
                      </th>
                      <td class="number">{number(clicks)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {!exact && <p class="muted small">{t.clicks.topInexact}</p>}
            </>
          );
        }}
      </Answered>
    </section>
  );
}
