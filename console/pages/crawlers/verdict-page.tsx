import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { named, t } from '../../texts/texts.ts';
import { Field } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { useSettled } from '../../ui/settled.ts';
import { Answered } from '../../ui/states.tsx';
import { becauseOf, whoOf } from './verdict-words.ts';

/** One client of each kind, to begin with. */
const EXAMPLES = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
  'curl/8.5.0',
];

/** Who a client is, what it gets and why: by its User-Agent, as it is typed. */
export const VerdictPage = () => (
  <Page title={t.verdict.title} lead={t.verdict.lead} scope="stats:read">
    <Tester />
  </Page>
);

function Tester() {
  const { client } = useSession();
  const [userAgent, setUserAgent] = useState(EXAMPLES[0] ?? '');
  const [accept, setAccept] = useState('');
  const asked = useSettled({ userAgent, accept }, [userAgent, accept]);
  const answer = useAnswer(
    signal => {
      const query = { userAgent: asked.userAgent, ...(asked.accept !== '' && { accept: asked.accept }) };
      return answerOf(client.GET('/api/crawlers/verdict', { params: { query }, signal }));
    },
    [asked.userAgent, asked.accept],
  );
  return (
    <>
      <div class="card stack">
        <Field label={t.verdict.userAgent}>
          <textarea
            value={userAgent}
            spellcheck={false}
            maxLength={2000}
            onInput={event => setUserAgent(event.currentTarget.value)}
          />
        </Field>
        <Field label={t.verdict.accept} hint={t.verdict.acceptHint} isOptional>
          <input
            type="text"
            value={accept}
            spellcheck={false}
            maxLength={2000}
            onInput={event => setAccept(event.currentTarget.value)}
          />
        </Field>
        <fieldset class="row">
          <legend class="unseen">{t.verdict.try}</legend>
          {EXAMPLES.map(example => (
            <button key={example} type="button" class="pill" onClick={() => setUserAgent(example)}>
              {/[A-Za-z]*(?:bot|curl|Firefox)[A-Za-z-]*/i.exec(example)?.[0]}
            </button>
          ))}
        </fieldset>
      </div>
      <section aria-live="polite">
        <Answered answer={answer}>{verdict => <VerdictCard verdict={verdict} />}</Answered>
      </section>
    </>
  );
}

function VerdictCard({ verdict }: { verdict: Schemas['Verdict'] }) {
  const { settings } = useSession();
  const { kind, name, category, gets, reason, provableBy, change } = verdict;
  const rows: [string, string | undefined][] = [
    [t.verdict.who, whoOf(verdict)],
    [t.verdict.category, category],
    [t.verdict.because, becauseOf(verdict, settings.crawlers)],
    [t.verdict.rule, reason],
    [t.verdict.proof, provableBy && t.verdict.provable(provableBy)],
  ];
  return (
    <div class="card stack">
      <h2 class="row">
        <span class="pill">{t.verdict.kinds[kind]}</span>
        {name !== undefined && <span class="wrap-anywhere">{name}</span>}
        <span class={`pill ${gets === 'app' ? '' : 'good'}`}>
          {named(t.verdict.gets, gets, verdict.getsInWords)}
        </span>
      </h2>
      <dl class="facts">
        {rows.map(
          ([label, value]) =>
            value !== undefined && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {change.length > 0 && (
        <div class="stack">
          <h3>{t.verdict.change}</h3>
          <p class="muted">{t.verdict.changeHint}</p>
          {change.map(line => (
            <pre key={line} class="secret wrap-anywhere">
              {line}
            </pre>
          ))}
        </div>
      )}
    </div>
  );
}
