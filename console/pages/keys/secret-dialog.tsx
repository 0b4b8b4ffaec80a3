import type { Schemas } from '../../../client/client.ts';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** The secret of a key that was made: nobody can see it a second time. */
export function SecretDialog({ made, onClose }: { made: Schemas['KeyWithSecret']; onClose(): void }) {
  return (
    <Dialog title={t.keys.secretTitle} onClose={onClose}>
      <p>{t.keys.secretText}</p>
      <div class="row nowrap secret">
        <code class="wrap-anywhere">{made.secret}</code>
        <CopyButton text={made.secret} label={t.keys.secretCopy} isSecret />
      </div>
      <footer class="row end">
        <Button kind="primary" onClick={onClose}>
          {t.keys.done}
        </Button>
      </footer>
    </Dialog>
  );
}
