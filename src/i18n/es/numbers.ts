/** What any field says of a number, in Spanish. */
import type { Translation } from '../catalogue';
import type { numbers as english } from '../en/numbers';

export const numbers: Translation<typeof english> = {
  tooLarge: 'El número es demasiado grande.',
};
