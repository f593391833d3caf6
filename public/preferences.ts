/** Language and theme, as chosen by the reader and stored in the browser. */
import { type Locale, localeOf } from '../src/i18n/locale';

export type Theme = 'auto' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const KEYS = { locale: 'pupila-locale', theme: 'pupila-theme' } as const;

/** Returns null also if the browser does not allow storage for this page. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not stored: the reader has to choose again next time.
  }
}

/** Returns the chosen language, or else the browser's. */
export function initialLocale(): Locale {
  return localeOf(stored(KEYS.locale) ?? navigator.language);
}

export function initialTheme(): Theme {
  const theme = stored(KEYS.theme) as Theme | null;
  return theme && THEMES.includes(theme) ? theme : 'auto';
}

/** Returns the CSS `color-scheme` of a theme. */
export const colorSchemeOf = (theme: Theme): string => (theme === 'auto' ? 'light dark' : theme);

export const storeLocale = (locale: Locale): void => store(KEYS.locale, locale);
export const storeTheme = (theme: Theme): void => store(KEYS.theme, theme);
