import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { Answered } from '../../ui/states.tsx';
import { KeysTable } from './keys-table.tsx';
import { NewKey } from './new-key.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** The keys of the API: who may do what, and until when. */
export function KeysPage() {
  const [isMaking, setMaking] = useState(false);
  const actions = (
    <Button kind="primary" icon={PlusIcon} onClick={() => setMaking(true)}>
      {t.keys.newKey}
    </Button>
  );
  return (
    <Page title={t.keys.title} lead={t.keys.lead} scope="admin" actions={actions}>
      <Keys isMaking={isMaking} onStop={() => setMaking(false)} />
    </Page>
  );
}

/** All keys; above them the form for another one, while it is made. */
function Keys({ isMaking, onStop }: { isMaking: boolean; onStop(): void }) {
  const { client } = useSession();
  const [shown, setShown] = useState<Schemas['KeyWithSecret']>();
  const answer = useAnswer(signal => allKeys(cursor => client.GET('/api/keys', { ...cursor, signal })), []);
  return (
    <>
      <Answered answer={answer}>
        {keys => <KeysTable keys={keys} onChanged={answer.reload} onSecret={setShown} />}
      </Answered>
      {isMaking && (
        <NewKey
          onClose={onStop}
          onMade={made => {
            onStop();
            setShown(made);
            answer.reload();
          }}
        />
      )}
      {shown && <SecretDialog made={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

type Asked = Parameters<typeof answerOf<Schemas['Keys']>>[0];

/** All of them: there are some dozens at most. */
async function allKeys(
  ask: (query: { params: { query: { cursor?: string; limit: number } } }) => Asked,
): Promise<Schemas['Key'][]> {
  const keys: Schemas['Key'][] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const page = await answerOf(ask({ params: { query } }));
    keys.push(...page.keys);
    cursor = page.next;
    if (cursor === undefined) return keys;
  }
}
