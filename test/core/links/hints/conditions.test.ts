import { expect, test } from '@jest/globals';
import { conditionsOf, filterOf } from '../../../../core/links/hints/conditions.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters */
const MAX_EXPRESSION = 4096;

test('whatever is asked, the table takes the expression', () => {
  const letters = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('');
  const tags = Array.from({ length: 10 }, (_, n) => `tag${n}`);
  const wanted = { tags, createdBy: 'k', state: 'expired', host: 'h', domain: 'd', text: letters } as const;
  const conditions = conditionsOf(wanted, Date.UTC(2026, 0, 1));
  expect(conditions).toHaveLength(14 + 199);
  const { expression, values } = filterOf(conditions);
  expect(Buffer.byteLength(expression)).toBeLessThan(MAX_EXPRESSION);
  // A value that no expression names is refused.
  for (const name of Object.keys(values)) expect(expression).toMatch(new RegExp(`${name}\\b`));
});
