import { expect, it } from 'vitest';
import { newHead } from './new-head';

it('makes an output for a loss', () => {
  const [sigmoid, softmax] = [
    { activation: 'sigmoid', units: 1 },
    { activation: 'softmax', units: 2 },
  ];
  expect(newHead(2, null)).toEqual(sigmoid);
  expect(newHead(2, 'mean_squared_error')).toEqual(sigmoid);
  expect(newHead(2, 'categorical_hinge')).toEqual(softmax);
  expect(newHead(2, null, 'categorical')).toEqual(softmax);
  expect(newHead(4, null)).toEqual({ ...softmax, units: 4 });
});
