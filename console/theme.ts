export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = 'signpost.theme';
const isTheme = (name: string | null): name is Theme => THEMES.some(theme => theme === name);

export const chosenTheme = (): Theme => {
  const kept = localStorage.getItem(KEPT);
  return isTheme(kept) ? kept : 'auto';
};

/** Light or dark, as the person chose, or as the system is (styles.css, `light-dark()`). */
export function showTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  document.documentElement.dataset.theme = theme;
}
