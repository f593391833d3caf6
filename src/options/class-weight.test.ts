import { expect, it } from 'vitest';
import { readClassWeight } from './class-weight';

it.each([
  'dogs=0.5,cats=2',
  'cats: 2, dogs: 0.5',
  '{\'cats\': 2, "dogs": 0.5}',
  '{"cats": 2, "dogs": 0.5}',
  { dogs: 0.5, cats: 2 },
])('reads names with weights, and sorts them: %j', (value) => {
  expect(Object.entries(readClassWeight(value)!)).toEqual([
    ['cats', 2],
    ['dogs', 0.5],
  ]);
});

it('reads indices, as Keras writes them, and names with equals signs and commas', () => {
  expect(readClassWeight('{0: 1, 1: 2.5,}')).toEqual({ 0: 1, 1: 2.5 });
  expect(readClassWeight({ 0: 0 })).toEqual({ 0: 0 });
  expect(readClassWeight('a=b=3')).toEqual({ 'a=b': 3 });
  expect(readClassWeight('{"a,b": 3}')).toEqual({ 'a,b': 3 });
});

it.each([
  '',
  '{}',
  'cats',
  'cats=',
  '=2',
  'cats=many',
  'cats=-1',
  'cats=2,dogs',
  '[1, 2]',
  3,
  null,
  { a: '2' },
])('reads nothing from %j', (value) => {
  expect(readClassWeight(value)).toBeUndefined();
});

it('refuses a text that names a class twice', () => {
  expect(() => readClassWeight('cats=2,dogs=1,cats=3')).toThrow('must have each class once');
});
