import { expect, it } from 'vitest';
import { readValidationFreq, validatedEpochs } from './validation-freq';

it.each([
  [2, 2],
  [' 2 ', 2],
  ['2,', undefined],
  ['1,5, 10', [1, 5, 10]],
  ['[3]', [3]],
  [
    [4, 1],
    [4, 1],
  ],
  [0, undefined],
  [1.5, undefined],
  ['', undefined],
  ['[]', undefined],
  ['two', undefined],
  [[], undefined],
  [[0], undefined],
  [null, undefined],
])('reads %j as %j', (value, expected) => {
  expect(readValidationFreq(value)).toEqual(expected);
});

it('names the epochs that end with a validation', () => {
  expect(validatedEpochs(0, 5, null)).toEqual([0, 1, 2, 3, 4]);
  expect(validatedEpochs(1, 6, 2)).toEqual([1, 3, 5]);
  expect(validatedEpochs(1, 6, [1, 3, 4, 9])).toEqual([2, 3]);
});
