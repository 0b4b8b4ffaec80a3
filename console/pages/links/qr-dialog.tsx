import '../../app.tsx'; // one file with all that is loaded already
import { useEffect, useRef, useState } from 'preact/hooks';
import { answerOf, Refused, useAnswer } from '../../ask.ts';
import { plainUrl } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';
import { useSettled } from '../../ui/settled.ts';
import { Failed } from '../../ui/states.tsx';
import { domainQuery } from './domain.ts';
import { QrFields } from './qr-fields.tsx';
import { type QrStyle, qrBodyOf, USUAL_QR } from './qr-style.ts';
import { useDownload } from './use-download.ts';

interface QrProps {
  slug: string;
  /** The link's, as the API answers it. */
  domain: string | undefined;
  shortUrl: string;
  onClose(): void;
}

/** The QR code of a link in the look that is chosen, to keep and to print. */
export function QrDialog({ slug, domain, shortUrl, onClose }: QrProps) {
  const { client, settings } = useSession();
  const [style, setStyle] = useState<QrStyle>(USUAL_QR);
  const settled = useSettled(style);
  const name = plainUrl(shortUrl);
  const params = { path: { slug }, query: domainQuery(settings.shortDomains, domain) };
  const ask = (format: 'svg' | 'png', signal?: AbortSignal) =>
    answerOf(
      client.POST('/api/links/{slug}/qr', {
        params,
        body: qrBodyOf(style, format),
        parseAs: 'blob',
        ...(signal && { signal }),
      }) as Promise<{ data?: Blob; response: Response }>,
    );
  const answer = useAnswer(signal => ask('svg', signal), [settled]);
  const picture = usePicture(answer.data);
  const download = useDownload(slug, ask);
  const refused = answer.failure instanceof Refused ? answer.failure.errors : [];
  return (
    <Dialog title={t.form.qr.title(name)} onClose={onClose}>
      <div class="qr">
        <div class="stack">
          <div class="qr-picture" aria-busy={answer.isLoading}>
            {picture !== undefined && <img src={picture} alt={t.form.qr.alt(name)} />}
          </div>
          {answer.failure && refused.length === 0 && (
            <Failed failure={answer.failure} onRetry={answer.reload} />
          )}
        </div>
        <QrFields style={style} errors={refused} onChange={some => setStyle({ ...style, ...some })} />
      </div>
      <footer class="row end">
        {(['svg', 'png'] as const).map(format => (
          <Button
            key={format}
            {...(format === 'png' && { kind: 'primary' as const })}
            icon={DownloadIcon}
            isBusy={download.busy === format}
            disabled={answer.failure !== undefined}
            onClick={() => download.run(format)}
          >
            {t.form.qr[format]}
          </Button>
        ))}
      </footer>
    </Dialog>
  );
}

/** An address for what was answered, as long as it is shown. */
function usePicture(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    if (last.current !== undefined) URL.revokeObjectURL(last.current);
    last.current = made;
  }, [blob]);
  useEffect(() => () => URL.revokeObjectURL(last.current ?? ''), []);
  return url;
}
