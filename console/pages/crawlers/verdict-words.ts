import type { Schemas } from '../../../client/client.ts';
import { named, t } from '../../texts/texts.ts';

type Verdict = Schemas['Verdict'];

/** Who a client is, in words. */
export function whoOf({ kind, category, who }: Verdict): string {
  if (kind === 'person') return t.verdict.person;
  if (category === undefined) return t.verdict.unknown;
  const found = named(t.verdict.categories, category, '');
  return found === '' ? who : t.verdict.isOf(found);
}

/** By which rule it gets what it gets, and what its category gets, where no other rule comes before that. */
export function becauseOf(
  { gets, reason, category, because }: Verdict,
  { categories }: Pick<Schemas['Settings']['crawlers'], 'categories'>,
): string {
  if (gets === 'markdown') return t.verdict.markdownFirst;
  const rule = named(t.verdict.reasons, reason, '');
  if (rule === '') return because;
  const policy = categories.find(each => each.category === category);
  if (!policy || reason === 'settings' || reason === 'renderer') return rule;
  return `${rule} ${t.verdict.categoryGets(t.verdict.gets[policy.gets], policy.isDefault)}`;
}
