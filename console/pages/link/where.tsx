import type { Schemas } from '../../../client/client.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { FIELDS, linesOf } from './describe.ts';

/** What is told elsewhere on the page. */
const ELSEWHERE: readonly string[] = ['slug', 'title', 'tags', 'deletedAt'];

/** Where a link leads, and on what that depends: what is set, and nothing of what is not. */
export function Where({ link }: { link: Schemas['Link'] }) {
  const { defaults } = useSession().settings.links;
  const rows = FIELDS.filter(field => !ELSEWHERE.includes(field))
    .filter(field => !(field in defaults) || link[field] !== defaults[field as keyof typeof defaults])
    .map(field => ({ field, lines: linesOf(field, link) }))
    .filter(({ lines }) => lines.length > 0);
  return (
    <section class="card stack" aria-labelledby="where">
      <h2 id="where">{t.link.where}</h2>
      <dl class="facts">
        {rows.map(({ field, lines }) => (
          <div key={field}>
            <dt class="muted">{t.link.fields[field]}</dt>
            <dd class="wrap-anywhere">
              {field === 'url' ? (
                <a href={link.url} rel="noreferrer" target="_blank">
                  {link.url}
                </a>
              ) : (
                lines.map(line => <div key={line}>{line}</div>)
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
