import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { EditIcon, QrIcon } from '../../ui/icons.tsx';
import { sayFailed } from '../../ui/toasts.tsx';
import type { QrDialog } from './qr-dialog.tsx';

/** What can be done with a link from its row. */
export function RowActions({ link }: { link: Schemas['Link'] }) {
  const { may } = useSession();
  const { slug, domain, shortUrl, state } = link;
  const name = plainUrl(shortUrl);
  if (state === 'deleted') return null;
  return (
    <div class="row nowrap tight end">
      <QrButton kind="quiet" slug={slug} domain={domain} shortUrl={shortUrl} />
      {may('links:write') && (
        <a class="button quiet icon-only" href={paths.edit(slug, domain)} aria-label={t.form.edit(name)}>
          <EditIcon />
        </a>
      )}
    </div>
  );
}

interface QrButtonProps {
  slug: string;
  domain: string | undefined;
  shortUrl: string;
  kind?: 'quiet';
}

/** Opens the QR code of a link, which is loaded when it is wanted. */
export function QrButton({ slug, domain, shortUrl, kind }: QrButtonProps) {
  const [Shown, setShown] = useState<typeof QrDialog>();
  const open = async () => {
    try {
      const { QrDialog } = await import('./qr-dialog.tsx');
      setShown(() => QrDialog);
    } catch {
      // What is typed on the page stays: it is not loaded anew by itself.
      sayFailed(navigator.onLine ? `${t.app.notLoaded}. ${t.app.notLoadedNext}` : `${t.problems.offline}.`);
    }
  };
  return (
    <>
      <Button
        {...(kind && { kind })}
        icon={QrIcon}
        aria-label={t.form.qr.open(plainUrl(shortUrl))}
        onClick={open}
      />
      {Shown && <Shown slug={slug} domain={domain} shortUrl={shortUrl} onClose={() => setShown(undefined)} />}
    </>
  );
}
