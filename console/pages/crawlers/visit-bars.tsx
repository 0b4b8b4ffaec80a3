import { answerOf, useAnswer } from '../../ask.ts';
import { Bars } from '../../charts/bars.tsx';
import type { Span } from '../../clicks/periods.ts';
import { number } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { named, t } from '../../texts/texts.ts';
import { Answered } from '../../ui/states.tsx';

interface VisitBarsProps {
  span: Span;
  /** What tells visits apart. */
  by: 'name' | 'status' | 'time' | 'cause';
  /** How many of them there are. */
  total: number;
}

/** Visits of a time, told apart; nothing where there are none. */
export function VisitBars({ span, by, total }: VisitBarsProps) {
  const { client } = useSession();
  const answer = useAnswer(
    signal => answerOf(client.GET('/api/crawlers', { params: { query: { ...span, by } }, signal })),
    [JSON.stringify(span), by],
  );
  return (
    <section class="card stack" aria-label={t.crawlers.by[by]}>
      <h2>{t.crawlers.by[by]}</h2>
      <Answered answer={answer}>
        {({ rows }) => {
          const bars = rows.flatMap(row =>
            'value' in row ? [{ value: row.value, name: nameOf(row.value, by), count: row.count }] : [],
          );
          if (bars.length === 0)
            return <p class="muted">{by === 'cause' ? t.crawlers.noneFailed : t.clicks.noneYet}</p>;
          return <Bars label={t.crawlers.by[by]} unit={t.crawlers.unit[by]} bars={bars} total={total} />;
        }}
      </Answered>
    </section>
  );
}

function nameOf(value: string, by: VisitBarsProps['by']): string {
  if (value === '(other)') return t.clicks.others;
  if (by === 'cause') return named(t.crawlers.causes, value);
  if (by !== 'time') return value;
  const [, seconds] = /^up to ([\d.]+) s$/.exec(value) ?? [];
  return seconds === undefined ? t.crawlers.longer : t.crawlers.upTo(number(Number(seconds)));
}
