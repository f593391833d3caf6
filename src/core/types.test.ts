import { expect, it } from 'vitest';
import { colorModeOf, crossentropyOf, defaultClassMode } from './types';

it('the class mode is binary for two classes only', () => {
  expect([1, 2, 3].map(defaultClassMode)).toEqual(['categorical', 'binary', 'categorical']);
});

it('a colour mode has one, three or four channels', () => {
  expect([1, 2, 3, 4].map(colorModeOf)).toEqual(['grayscale', null, 'rgb', 'rgba']);
});

it('the loss follows the last activation and the labels', () => {
  expect(crossentropyOf('sigmoid', 'binary')).toBe('binary_crossentropy');
  expect(crossentropyOf('softmax', 'binary')).toBe('sparse_categorical_crossentropy');
  expect(crossentropyOf('softmax', 'categorical')).toBe('categorical_crossentropy');
});
