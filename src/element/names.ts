/** Lists of names in a sentence. */
import type { Formats } from '../i18n/locale';

/** Maximum number of names. */
const MAX_NAMES = 3;

/**
 * Joins names; of many, the first ones and the number of the others: "a, b, c, and 2 more".
 *
 * @param more Returns the text for the number of the others.
 */
export function namesText(
  names: readonly string[],
  format: Formats,
  more: (count: string) => string,
): string {
  const others = names.length - MAX_NAMES;
  if (others <= 0) return format.list(names);
  return format.list([...names.slice(0, MAX_NAMES), more(format.integer(others))]);
}
