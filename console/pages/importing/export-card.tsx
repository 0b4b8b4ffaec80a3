import { useState } from 'preact/hooks';
import { CSV_HEAD, csvRowOf } from '../../../core/imports/services/signpost.ts';
import { answerOf } from '../../ask.ts';
import { saveAs } from '../../clicks/download.ts';
import { number } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';
import { sayFailure } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

const FORMATS = {
  csv: { head: CSV_HEAD, row: csvRowOf, type: 'text/csv' },
  jsonl: { head: '', row: (link: object) => `${JSON.stringify(link)}\n`, type: 'application/x-ndjson' },
};
type Format = keyof typeof FORMATS;

/** All links that the key may see, as a file. */
export function ExportCard() {
  const { client } = useSession();
  const [read, setRead] = useState<number>();
  const run = async (format: Format) => {
    const { head, row, type } = FORMATS[format];
    const rows = [head];
    try {
      let count = 0;
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
        setRead(count);
        const query = {
          sort: 'created' as const,
          order: 'asc' as const,
          limit: 100,
          ...(cursor !== undefined && { cursor }),
        };
        const page = await answerOf(client.GET('/api/links', { params: { query } }));
        rows.push(...page.links.map(row));
        count += page.links.length;
        cursor = page.next;
      }
      saveAs(`links.${format}`, rows.join(''), type);
      say(t.importing.exported(number(count)));
    } catch (failure) {
      sayFailure(failure);
    } finally {
      setRead(undefined);
    }
  };
  return (
    <section class="card stack" aria-label={t.importing.exportTitle}>
      <h2>{t.importing.exportTitle}</h2>
      <div class="row">
        {(Object.keys(FORMATS) as Format[]).map(format => (
          <Button key={format} icon={DownloadIcon} isBusy={read !== undefined} onClick={() => run(format)}>
            {t.importing.formats[format]}
          </Button>
        ))}
        {read !== undefined && <p role="status">{t.importing.exporting(number(read))}</p>}
      </div>
    </section>
  );
}
