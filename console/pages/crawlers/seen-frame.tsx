import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { paths } from '../../paths.ts';
import { t } from '../../texts/texts.ts';

/** A stored page, shown by frame.ts: none of it runs. */
export function SeenFrame({ page: { html, url } }: { page: Schemas['SnapshotPage'] }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const give = ({ source, data }: MessageEvent) => {
      const shown = frame.current?.contentWindow;
      // The frame's origin is nobody's: it cannot be named as the only one to hear this, and it alone is told.
      if (shown && source === shown && data === 'ready') shown.postMessage({ html, url }, '*');
    };
    addEventListener('message', give);
    return () => removeEventListener('message', give);
  }, [html, url]);
  return (
    <iframe
      key={html}
      ref={frame}
      title={t.seen.crawler}
      src={`${paths.base}/frame.html`}
      sandbox="allow-scripts"
    />
  );
}
