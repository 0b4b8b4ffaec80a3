import { plainUrl } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { useForm } from './context.tsx';
import { finalAddress } from './final-address.ts';

/** What the link will be called, and where it will lead. */
export function Preview() {
  const { form } = useForm();
  const { shortDomains } = useSession().settings;
  const origin = shortDomains.find(({ host }) => host === form.domain)?.origin ?? `https://${form.domain}`;
  const slug = form.slug.trim();
  const leadsTo = finalAddress(form.url, form.utm);
  return (
    <section class="card stack form-preview" aria-label={t.form.preview.title}>
      <h2>{t.form.preview.title}</h2>
      <dl class="stack">
        <div>
          <dt class="muted small">{t.form.preview.shortUrl}</dt>
          <dd class="wrap-anywhere">
            {plainUrl(origin)}/{slug === '' ? <em class="muted">{t.form.preview.madeUp}</em> : slug}
          </dd>
        </div>
        <div>
          <dt class="muted small">{t.form.preview.leadsTo}</dt>
          <dd class="wrap-anywhere">
            {leadsTo ?? <span class="muted">{t.form.preview.nothing}</span>}
            {form.rules.length > 0 && <p class="muted small">{t.form.preview.others(form.rules.length)}</p>}
          </dd>
        </div>
      </dl>
    </section>
  );
}
