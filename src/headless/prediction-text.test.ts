import { expect, it } from 'vitest';
import { predictionText } from './prediction-text';
import type { PredictionLine } from './runner-protocol';

const LINES: PredictionLine[] = [
  { name: 'broken.jpg', error: 'broken.jpg cannot be read.' },
  { name: 'a "b", c.png', predicted: 'cats, big', probabilities: { 'cats, big': 0.75, dogs: 0.25 } },
  { name: 'd.png', predicted: 'dogs', probabilities: { 'cats, big': 1e-8, dogs: 1 } },
];

async function textOf(lines: PredictionLine[], format: 'csv' | 'json'): Promise<string> {
  const pieces: string[] = [];
  async function* each() {
    for (const line of lines) yield await Promise.resolve(line);
  }
  for await (const piece of predictionText(each(), format)) pieces.push(piece);
  return pieces.join('');
}

it('writes CSV by RFC 4180, without unreadable pictures', async () => {
  expect(await textOf(LINES, 'csv')).toBe(
    'file,class,"cats, big",dogs\r\n"a ""b"", c.png","cats, big",0.75,0.25\r\nd.png,dogs,1e-8,1\r\n',
  );
  expect(await textOf(LINES.slice(0, 1), 'csv')).toBe('file,class\r\n');
});

it('writes JSON with a prediction in each line', async () => {
  const text = await textOf(LINES, 'json');
  expect(JSON.parse(text)).toEqual([
    { file: 'a "b", c.png', class: 'cats, big', probabilities: { 'cats, big': 0.75, dogs: 0.25 } },
    { file: 'd.png', class: 'dogs', probabilities: { 'cats, big': 1e-8, dogs: 1 } },
  ]);
  expect(text.trim().split('\n')).toHaveLength(4);
  expect(JSON.parse(await textOf([], 'json'))).toEqual([]);
});
