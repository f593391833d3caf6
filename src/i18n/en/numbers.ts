/** What any field says of a number, in English. */
export const numbers = {
  tooLarge: 'The number is too large.',
};
