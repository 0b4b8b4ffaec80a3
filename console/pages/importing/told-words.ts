import type { Told } from '../../../core/imports/run/findings.ts';
import { type SaidOfField, worded } from '../../../core/imports/said.ts';
import { number } from '../../format.ts';
import { named, t } from '../../texts/texts.ts';

/**
 * What is to be told of a row, in the words of whoever imports in the browser.
 *
 * @param isReal whether links are made
 */
export function wordsOfTold(told: Told, isReal: boolean): string {
  const { taken, left, renamed, orNext } = t.importing.told;
  switch (told.kind) {
    case 'lost':
      return wordsOfField(told);
    case 'wrong':
      return left(wordsOfField(told), isReal);
    case 'taken':
      return left(taken(told.slug, holderOf(told)), isReal);
    case 'renamed':
      return renamed(told.from, told.orNext ? orNext(told.slug) : told.slug, isReal);
  }
}

const wordsOfField = ({ field, said }: SaidOfField): string =>
  `${field === 'row' ? t.importing.row : named(t.link.fields, field)}: ${worded(said, t.importing.said)}`;

function holderOf({ by }: Extract<Told, { kind: 'taken' }>): string {
  const { byLine, byLink, byUnseen } = t.importing.told;
  if (by === undefined) return byUnseen;
  if ('line' in by) return byLine(number(by.line));
  return byLink(by.shortUrl, by.url, by.state === 'active' ? undefined : named(t.links.states, by.state));
}
