/** What a reader chooses once: language and theme. Kept in this browser. */
import { type Locale, localeOf } from '../src/i18n/locale';

export type Theme = 'auto' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const KEYS = { locale: 'pupila-locale', theme: 'pupila-theme' } as const;

/** Null also where the browser keeps nothing for this page. */
function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then it is asked for again next time.
  }
}

/** The language that was chosen, else the browser's. */
export function initialLocale(): Locale {
  return localeOf(kept(KEYS.locale) ?? navigator.language);
}

export function initialTheme(): Theme {
  const theme = kept(KEYS.theme) as Theme | null;
  return theme && THEMES.includes(theme) ? theme : 'auto';
}

/** CSS's word for a theme. */
export const colorSchemeOf = (theme: Theme): string => (theme === 'auto' ? 'light dark' : theme);

export const keepLocale = (locale: Locale): void => keep(KEYS.locale, locale);
export const keepTheme = (theme: Theme): void => keep(KEYS.theme, theme);
