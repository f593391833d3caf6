/**
 * Runs before the page is drawn, and is nothing else: of the two languages that index.html holds it chooses the reader's,
 * and the theme, so that nothing changes its looks when the page's script comes.
 */
import { colorSchemeOf, initialLocale, initialTheme } from './preferences';
import { sectionOf } from './section-addresses';

const root = document.documentElement;
root.lang = initialLocale();
root.style.colorScheme = colorSchemeOf(initialTheme());
// A section alone waits for the page's script.
root.toggleAttribute('data-alone', sectionOf(location.search) !== null);
