import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { message } from '../../core/message';
import { openArchive } from '../archive/archive';
import { indexDirectory, splitTree, treeAt } from './directory-index';

interface FlowCase {
  options: { classes?: string[]; subset?: 'training' | 'validation' };
  generator: { validation_split?: number };
  class_indices: Record<string, number>;
  filenames: string[];
  classes: number[];
}

describe.each(['fixtures', '../shared/golden'])('indexDirectory on %s', (folder) => {
  const there = existsSync(`${folder}/flow.json`);
  it.skipIf(!there)('lists what flow_from_directory lists', async () => {
    const { paths } = await openArchive(new Uint8Array(readFileSync(`${folder}/tree.zip`)));
    const { training } = splitTree(paths);
    for (const golden of JSON.parse(readFileSync(`${folder}/flow.json`, 'utf8')) as FlowCase[]) {
      const { classes, subset } = golden.options;
      const index = indexDirectory(paths, training, {
        ...(classes && { classes }),
        ...(subset && { subset }),
        validationSplit: golden.generator.validation_split ?? 0,
      });
      expect(index.filenames).toEqual(golden.filenames);
      expect(index.classIndices).toEqual(golden.class_indices);
      expect([...index.labels]).toEqual(golden.classes);
    }
  });
});

describe('splitTree', () => {
  it.each([
    [['cats/1.jpg', 'dogs/1.jpg'], '', null],
    [['w/cats/1.jpg', 'w/dogs/1.jpg'], 'w/', null],
    [['w/train/cats/1.jpg', 'w/validation/cats/2.jpg', 'w/vectorize.py'], 'w/train/', 'w/validation/'],
    [['Train/a/1.png', 'Val/a/1.png'], 'Train/', 'Val/'],
    [['train/a/1.png'], 'train/', null],
    [['cats/1.jpg'], '', null],
    [['w/cats/1.jpg', '__MACOSX/w/cats/._1.jpg'], 'w/', null],
  ])('finds the parts of %j', (paths, training, validation) => {
    expect(splitTree(paths)).toMatchObject({ training, validation });
  });

  it('counts hidden files', () => {
    expect(splitTree(['a/1.png', '__MACOSX/a/._1.png', '.DS_Store']).warnings).toEqual([
      { what: message`Hidden files were skipped`, count: 2, examples: ['__MACOSX/a/._1.png', '.DS_Store'] },
    ]);
  });

  it('rejects data without pictures', () => {
    expect(() => splitTree(['a/notes.txt'])).toThrow(expect.objectContaining({ code: 'no-images' }));
  });
});

describe('treeAt', () => {
  it('uses the named folder, whatever is next to it', () => {
    const paths = ['d/train/a/1.png', 'd/validation/a/2.png', 'd/validation/.git/x'];
    expect(treeAt(paths, 'd/validation/')).toEqual({
      training: 'd/validation/',
      validation: null,
      warnings: [{ what: message`Hidden files were skipped`, count: 1, examples: ['d/validation/.git/x'] }],
    });
  });

  it('rejects a folder that does not exist', () => {
    expect(() => treeAt(['d/a/1.png'], 'e')).toThrow(
      '`directory` must be a folder of the data. Received: directory=e',
    );
  });
});

describe('indexDirectory', () => {
  it('names what it skips', () => {
    const paths = ['top.png', 'a/1.png', 'a/notes.txt', 'a/x.gif', 'b/1.JPG'];
    expect(indexDirectory(paths, '').warnings).toEqual([
      { what: message`Pictures outside of class folders were skipped`, count: 1, examples: ['top.png'] },
      {
        what: message`${'GIF'} pictures were skipped, because Pupila reads only PNG, JPEG, BMP, PPM and TIFF`,
        count: 1,
        examples: ['a/x.gif'],
      },
      {
        what: expect.objectContaining({
          text: 'Files that are not PNG, JPEG, BMP, PPM or TIFF pictures were skipped',
        }),
        count: 1,
        examples: ['a/notes.txt'],
      },
    ]);
  });

  it('names the formats of unsupported pictures', () => {
    const paths = ['a/1.webp', 'a/2.WEBP', 'b/1.heic', 'b/.x.gif', 'b/notes.txt'];
    expect(() => splitTree(paths)).toThrow('Received: 2 × WebP (a/1.webp), 1 × HEIC (b/1.heic)');
    expect(() => splitTree(['b/notes.txt'])).toThrow(/tiff\)\.$/);
  });

  it('rejects a class without a folder', () => {
    expect(() => indexDirectory(['a/1.png'], '', { classes: ['a', 'z'] })).toThrow(
      'The data have no folder for z, only for a. Received: classes=["a","z"]',
    );
  });

  it('rejects a class that is named twice', () => {
    expect(() => indexDirectory(['a/1.png'], '', { classes: ['a', 'a'] })).toThrow(
      '`classes` must name each folder once. Received: classes=a',
    );
  });

  it('sorts by code point, as Python does', () => {
    const { classes } = indexDirectory(['\u{1F600}/1.png', '\uFF5E/1.png', 'a/1.png', 'B/1.png'], '');
    expect(classes).toEqual(['B', 'a', '\uFF5E', '\u{1F600}']);
  });
});
