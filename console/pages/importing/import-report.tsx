import { csvLine, harmlessCell } from '../../../core/imports/cells.ts';
import type { Tally } from '../../../core/imports/run/tally.ts';
import { saveAs } from '../../clicks/download.ts';
import { number } from '../../format.ts';
import { paths } from '../../paths.ts';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';
import type { Outcome, ToldOfRow } from './run-import.ts';
import { wordsOfTold } from './told-words.ts';

interface ImportReportProps {
  step: 'checked' | 'done' | 'stopped';
  outcome: Outcome;
  onImport(): void;
  onAnother(): void;
}

/** What would come of a file, or what has; which rows need a look; and the next step. */
export function ImportReport({ step, outcome, onImport, onAnother }: ImportReportProps) {
  const { service, tally, told } = outcome;
  return (
    <div class="card stack" aria-live="polite">
      <h2>{t.importing.found(service, number(tally.rows))}</h2>
      {step === 'stopped' && <p class="said error">{t.importing.stopped}</p>}
      <Counts tally={tally} isReal={step !== 'checked'} />
      {tally.left.size > 0 && <p class="muted">{t.importing.notTaken([...tally.left.keys()].join(', '))}</p>}
      {told.length > 0 && <ToldTable told={told} isReal={step !== 'checked'} />}
      <footer class="row">
        {step === 'checked' &&
          (tally.made > 0 ? (
            <Button kind="primary" onClick={onImport}>
              {t.importing.import(number(tally.made))}
            </Button>
          ) : (
            <p>{t.importing.nothingToImport}</p>
          ))}
        {step === 'stopped' && (
          <Button kind="primary" onClick={onImport}>
            {t.importing.goOn}
          </Button>
        )}
        {step === 'done' && (
          <>
            <strong>{t.importing.done(number(tally.made + tally.there))}</strong>
            <LinkButton kind="primary" href={paths.links}>
              {t.importing.toLinks}
            </LinkButton>
          </>
        )}
        <Button onClick={onAnother}>{t.importing.another}</Button>
      </footer>
    </div>
  );
}

function Counts({ tally, isReal }: { tally: Tally; isReal: boolean }) {
  const { made, there, renamed, taken, wrong, other } = tally;
  const tiles = [
    [isReal ? t.importing.made : t.importing.wouldMake, made],
    [t.importing.there, there],
    [t.importing.renamed, renamed],
    [t.importing.taken, taken],
    [t.importing.wrong, wrong],
    [t.importing.other, other],
  ] as const;
  return (
    <dl class="tiles">
      {tiles.map(
        ([name, count], at) =>
          (at === 0 || count > 0) && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{number(count)}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const SHOWN = 100;

function ToldTable({ told, isReal }: { told: readonly ToldOfRow[]; isReal: boolean }) {
  return (
    <section class="stack" aria-label={t.importing.report}>
      <header class="row spread">
        <h3>{t.importing.report}</h3>
        <Button icon={DownloadIcon} onClick={() => saveAs('import-report.csv', reportOf(told, isReal))}>
          {t.importing.downloadReport}
        </Button>
      </header>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col" class="narrow">
              {t.importing.line}
            </th>
            <th scope="col">{t.importing.what}</th>
          </tr>
        </thead>
        <tbody>
          {told.slice(0, SHOWN).map(({ line, what }, at) => (
            <tr key={`${at} ${line}`}>
              <th scope="row">{number(line)}</th>
              <td class="wrap-anywhere" data-label={t.importing.what}>
                {wordsOfTold(what, isReal)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {told.length > SHOWN && <p class="muted">{t.importing.more(number(told.length - SHOWN))}</p>}
    </section>
  );
}

const reportOf = (told: readonly ToldOfRow[], isReal: boolean) =>
  [['line', 'what'], ...told.map(({ line, what }) => [String(line), harmlessCell(wordsOfTold(what, isReal))])]
    .map(csvLine)
    .join('');
