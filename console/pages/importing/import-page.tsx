import '../../app.tsx'; // one file with all that is loaded already
import { useRef, useState } from 'preact/hooks';
import { worded } from '../../../core/imports/said.ts';
import { FileFault } from '../../../core/imports/text.ts';
import type { Failure } from '../../ask.ts';
import { number } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { NoPermission, sentenceOf } from '../../ui/states.tsx';
import { ExportCard } from './export-card.tsx';
import { ImportForm, type ImportWish, NO_WISH, optionsOf } from './import-form.tsx';
import { ImportReport } from './import-report.tsx';
import { type Outcome, runImport } from './run-import.ts';

/** Where an import is. */
type Step =
  | { at: 'choosing'; problem?: string }
  | { at: 'running'; isReal: boolean; rows: number }
  | { at: 'checked' | 'done' | 'stopped'; outcome: Outcome };

/** Brings links of another service here: a file is checked first, and then its links are made. And back out again. */
export function ImportPage() {
  const { may } = useSession();
  return (
    <Page title={t.importing.title} lead={t.importing.lead}>
      {may('links:write') ? <Import /> : <NoPermission scope="links:write" />}
      {may('links:read') && <ExportCard />}
    </Page>
  );
}

function Import() {
  const { client } = useSession();
  const [wish, setWish] = useState<ImportWish>(NO_WISH);
  const [step, setStep] = useState<Step>({ at: 'choosing' });
  const abort = useRef(new AbortController());
  const run = async (isReal: boolean) => {
    const { file } = wish;
    if (!file) return;
    abort.current = new AbortController();
    const { signal } = abort.current;
    setStep({ at: 'running', isReal, rows: 0 });
    try {
      const onProgress = (rows: number) => setStep({ at: 'running', isReal, rows });
      const outcome = await runImport({ client, file, options: optionsOf(wish), isReal, signal, onProgress });
      setStep(
        signal.aborted
          ? isReal
            ? { at: 'stopped', outcome }
            : { at: 'choosing' }
          : { at: isReal ? 'done' : 'checked', outcome },
      );
    } catch (failure) {
      setStep({ at: 'choosing', ...(!signal.aborted && { problem: problemOf(failure) }) });
    }
  };
  if (step.at === 'running')
    return <Running isReal={step.isReal} rows={step.rows} onStop={() => abort.current.abort()} />;
  if (step.at === 'choosing')
    return (
      <ImportForm
        wish={wish}
        problem={step.problem}
        onChange={setWish}
        onFile={file => {
          setWish({ ...wish, file });
          setStep({ at: 'choosing' }); // what was wrong was wrong with another file
        }}
        onSubmit={() => run(false)}
      />
    );
  return (
    <ImportReport
      step={step.at}
      outcome={step.outcome}
      onImport={() => run(true)}
      onAnother={() => {
        setWish(NO_WISH);
        setStep({ at: 'choosing' });
      }}
    />
  );
}

const problemOf = (failure: unknown): string =>
  failure instanceof FileFault
    ? t.importing.unread(worded(failure.said, t.importing.saidOfFile))
    : sentenceOf(failure as Failure);

function Running({ isReal, rows, onStop }: { isReal: boolean; rows: number; onStop(): void }) {
  const said = isReal ? t.importing.importing(number(rows)) : t.importing.checking(number(rows));
  return (
    <div class="card stack" role="status">
      <p>{said}</p>
      <progress aria-label={said} />
      <div class="row">
        <Button onClick={onStop}>{t.importing.stop}</Button>
      </div>
    </div>
  );
}
