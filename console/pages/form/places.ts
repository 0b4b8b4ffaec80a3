import { language as spoken } from '../../texts/texts.ts';

type Options = readonly (readonly [string, string])[];

/** What is computed once, when it is wanted. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const byName = ([, one]: readonly [string, string], [, other]: readonly [string, string]) =>
  one.localeCompare(other, spoken);

const LETTERS = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));

/** Codes of two letters that have a name, and are no country: the EU, the UN, what is unknown, and tests. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB']);

/** All countries, by their codes of two letters, with their names. */
export const countries = once((): Options => {
  const names = new Intl.DisplayNames(spoken, { type: 'region', fallback: 'none' });
  return LETTERS.flatMap(first => LETTERS.map(second => first + second))
    .filter(code => !NO_COUNTRY.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
    .flatMap(code => {
      const name = names.of(code);
      return name === undefined ? [] : [[code, name] as const];
    })
    .sort(byName);
});

/** Those that most people's browsers speak; others are typed. */
const LANGUAGES =
  'ar bg bn cs da de de-AT de-CH el en en-GB en-US es es-MX et fa fi fr fr-CA he hi hr hu id it ja ko lt lv ms nb nl pl pt pt-BR ro ru sk sl sr sv th tr uk vi zh zh-Hans zh-Hant';

export const languages = once(
  (): Options =>
    LANGUAGES.split(' ')
      .map(tag => [tag, languageName(tag)] as const)
      .sort(byName),
);

/** The name of a language by its tag. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(spoken, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag; // not the shape of one: the API says so
  }
}

/** A code that was typed in small letters. */
export const readCountry = (text: string): string => (text.length === 2 ? text.toUpperCase() : text);
