import { useEffect, useState } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { useSettled } from '../../ui/settled.ts';
import type { LinkForm } from './form.ts';
import { address } from './said.ts';

type OwnCard = Pick<LinkForm['unfurl'], 'title' | 'description' | 'image'>;

/** Where they put the picture, and what they say, is what tells these apps apart. */
const APPS = ['Slack', 'WhatsApp', 'X'] as const;

/** How a card looks in some chat apps, near enough. The page it comes from says that it is the short domain's. */
export function CardPreviews({ card, host }: { card: OwnCard; host: string }) {
  const settled = useSettled(card.image);
  const image = imageOf(settled);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => setBroken(false), [image]);
  return (
    <>
      {isBroken && (
        <p class="said error" role="status">
          {t.form.card.imageFailed}
        </p>
      )}
      <div class="columns thirds previews">
        {APPS.map(app => (
          <figure key={app} class={`preview ${app.toLowerCase()}`}>
            <figcaption class="muted small">{t.form.card.preview(app)}</figcaption>
            <div class="preview-card">
              {image !== undefined && !isBroken && (
                <img src={image} alt="" referrerpolicy="no-referrer" onError={() => setBroken(true)} />
              )}
              <div class="preview-words">
                <span class="preview-host">{host}</span>
                <strong>{card.title.trim() || t.form.card.noTitle}</strong>
                <span class="preview-description">{card.description.trim()}</span>
              </div>
            </div>
          </figure>
        ))}
      </div>
    </>
  );
}

/** The address of a picture that the page may load. */
function imageOf(text: string): string | undefined {
  const given = address(text);
  return given !== undefined && URL.canParse(given) && /^https:\/\/.+\..+/.test(given) ? given : undefined;
}
