import { expect, it } from 'vitest';
import { sampleWeightOf } from './sample-weight';

const labels = Int32Array.of(0, 2, 1, 2);
const classes = ['cats', 'dogs', 'owls'];

it('gives each image the weight of its class, by name or index; others have 1', () => {
  expect(sampleWeightOf({ labels }, classes, { cats: 2, 2: 0.5 })).toEqual(Float32Array.of(2, 0.5, 1, 0.5));
  expect(sampleWeightOf({ labels }, classes, null)).toBeNull();
});

it('takes the weights of the data', () => {
  const sampleWeight = Float32Array.of(1, 2, 3, 4);
  expect(sampleWeightOf({ labels, sampleWeight }, classes, null)).toBe(sampleWeight);
  expect(() => sampleWeightOf({ labels, sampleWeight }, classes, { 0: 2 })).toThrow(
    'cannot be used together',
  );
});

it.each([
  [{ dog: 2 }, 'Unknown class in `classWeight`. Did you mean `dogs`? Received: classWeight=dog'],
  [{ 3: 2 }, 'Unknown class in `classWeight`. Choose one of cats, dogs, owls. Received: classWeight=3'],
  [{ 0: 2, cats: 2 }, 'must have each class once'],
])('refuses %j', (classWeight, message) => {
  expect(() => sampleWeightOf({ labels }, classes, classWeight)).toThrow(message);
});

it('refuses numbers that mean two classes', () => {
  expect(() => sampleWeightOf({ labels }, ['1', '2', '3'], { 1: 2 })).toThrow('ambiguous');
  expect(sampleWeightOf({ labels }, ['0', '1', '2'], { 2: 2 })).toEqual(Float32Array.of(1, 2, 1, 2));
});
