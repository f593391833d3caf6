import { expect, it } from 'vitest';
import { fileNameIn, fileNameOf } from './file-name';

it.each([
  ['https://a.org/b/cats%20and%20dogs.zip?v=2#top', 'cats and dogs.zip'],
  ['https://a.org/100%.keras', '100%.keras'],
  ['https://a.org/b/', 'data.zip'],
  ['https://a.org', 'data.zip'],
])('names the file at %s', (url, name) => {
  expect(fileNameOf(url, 'data.zip')).toBe(name);
});

it.each([
  ['data/few.zip?v=2', 'few.zip'],
  ['few.zip', 'few.zip'],
  ['data/', 'data/'],
])('finds the name in %s, which may be relative', (address, name) => {
  expect(fileNameIn(address)).toBe(name);
});
