import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describePictures } from './picture-source';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pupila-pictures-')));
mkdirSync(join(folder, 'pets/.hidden/deep'), { recursive: true });
mkdirSync(join(folder, 'empty'));
for (const name of ['pets/b.png', 'pets/.hidden/deep/c.png', 'a.dat', 'more.ZIP', 'pets/notes.txt'])
  writeFileSync(join(folder, name), '');

it('lists files and folders together, in order, and zips apart', () => {
  const [a, pets, zip] = ['a.dat', 'pets', 'more.ZIP'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { remote, files, warnings } = describePictures([a, pets, zip, a]);
  expect(remote.map(({ data, names }) => [data.kind, names])).toEqual([
    ['listing', [a, join(pets, 'b.png')]],
    ['url', zip],
    ['listing', [a]],
  ]);
  expect([...files.values()]).toEqual([a, join(pets, 'b.png'), zip]);
  expect(warnings).toHaveLength(2);
});

it('refuses what does not exist, and folders without pictures', () => {
  expect(() => describePictures([join(folder, 'nowhere.png')])).toThrow('IMAGE must be a picture file, a');
  expect(() => describePictures([join(folder, 'empty')])).toThrow('empty has no pictures.');
});
