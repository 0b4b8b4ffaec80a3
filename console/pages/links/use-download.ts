import { useState } from 'preact/hooks';
import { sayFailure } from '../../ui/states.tsx';

type Format = 'svg' | 'png';

/** Has the browser save a QR code as a file that is called as its link is. */
export function useDownload(slug: string, ask: (format: Format) => Promise<Blob>) {
  const [busy, setBusy] = useState<Format>();
  const run = async (format: Format) => {
    setBusy(format);
    try {
      save(await ask(format), `${slug.replaceAll('/', '-')}.${format}`);
    } catch (failure) {
      sayFailure(failure);
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, run };
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

const KEPT_MS = 10_000;
