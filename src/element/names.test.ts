import { expect, it } from 'vitest';
import { shared as en } from '../i18n/en/shared';
import { shared as es } from '../i18n/es/shared';
import { formatsOf } from '../i18n/locale';
import { namesText } from './names';

it('names three, and says how many more there are', () => {
  const text = (...names: string[]) => namesText(names, formatsOf('en'), en.more);
  expect(text('a')).toBe('a');
  expect(text('a', 'b', 'c')).toBe('a, b and c');
  expect(text('a', 'b', 'c', 'd', 'e')).toBe('a, b, c and 2 more');
  expect(namesText(['a', 'b', 'c', 'd'], formatsOf('es'), es.more)).toBe('a, b, c y 1 más');
});
