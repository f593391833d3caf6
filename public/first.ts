/**
 * Runs before the first paint: selects the reader's language, of the two in index.html, and the theme, so that nothing
 * changes when the page's script arrives.
 */
import { colorSchemeOf, initialLocale, initialTheme } from './preferences';
import { sectionOf } from './section-addresses';

const root = document.documentElement;
root.lang = initialLocale();
root.style.colorScheme = colorSchemeOf(initialTheme());
// A single section is rendered by the page's script.
root.toggleAttribute('data-alone', sectionOf(location.search) !== null);
