import type { LinkForm } from './form.ts';
import { type Settings, settingsOf } from './settings.ts';

/** A setting that was changed by somebody else, or here, or by both; each value as people read it, '' for none. */
export interface Difference {
  name: string;
  before: string;
  theirs: string;
  mine: string;
  isTheirs: boolean;
  isMine: boolean;
}

/** What two people made of a link, setting by setting; what neither of them changed is left out. */
export function differencesOf(before: LinkForm, theirs: LinkForm, mine: LinkForm): Difference[] {
  const [was, there, here] = [before, theirs, mine].map(comparable) as [Compared, Compared, Compared];
  return Object.keys(was).flatMap(name => {
    const texts = { before: was[name] ?? '', theirs: there[name] ?? '', mine: here[name] ?? '' };
    const isTheirs = texts.theirs !== texts.before;
    const isMine = texts.mine !== texts.before;
    return isTheirs || isMine ? [{ name, ...texts, isTheirs, isMine }] : [];
  });
}

type Compared = Record<string, string>;

function comparable(form: LinkForm): Compared {
  const settings = settingsOf(form);
  const names = Object.keys(settings) as (keyof Settings)[];
  return {
    slug: form.slug.trim(),
    ...Object.fromEntries(names.map(name => [name, shown(settings[name])])),
  };
}

/** A value in words: lists with commas, objects as their fields. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(shown).join(typeof value[0] === 'object' ? '\n' : ', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${shown(each)}`)
    .join('; ');
}
