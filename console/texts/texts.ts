import { en, type Texts } from './en.ts';

/** Languages by their tags (RFC 5646), with their own names for themselves. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const loaders: Record<Language, () => Promise<Texts>> = {
  en: async () => en,
  de: async () => (await import('./de.ts')).de,
};

/** The texts of the language that is spoken: chosen once, before anything is shown. */
export let t: Texts = en;
export let language: Language = 'en';

/** The text for a name that the API gave; what is said for one that came with a newer API. */
export const named = (texts: Readonly<Record<string, string>>, name: string, fallback = name): string =>
  (Object.hasOwn(texts, name) ? texts[name] : undefined) ?? fallback;

const KEPT = 'signpost.language';
const isLanguage = (tag: string | null | undefined): tag is Language =>
  tag !== null && tag !== undefined && Object.hasOwn(LANGUAGES, tag);

/** Speaks the language that was chosen here before, else the first of the browser's that there is. */
export async function speak(): Promise<void> {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages.map(tag => tag.split('-')[0])];
  language = wanted.find(isLanguage) ?? 'en';
  t = await loaders[language]();
  document.documentElement.lang = language;
}

/** Another language, from now on: the page is loaded anew. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(KEPT, chosen);
  location.reload();
}
