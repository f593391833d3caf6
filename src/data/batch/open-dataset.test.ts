import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import JSZip from 'jszip';
import { writeNpy } from '../archive/npy';
import { type OpenOptions, openDataset } from './open-dataset';

const blob = new Blob([readFileSync('fixtures/images/0.png')]);
const pictures = (count: number) =>
  ['cats', 'dogs'].flatMap((name) =>
    Array.from({ length: count }, (_, i) => ({ path: `${name}/${i}.png`, blob })),
  );
const options: OpenOptions = {
  targetSize: [8, 8],
  colorMode: 'rgb',
  interpolation: 'nearest',
  keepAspectRatio: false,
  classes: null,
  validationSplit: 0.2,
};
const open = (count: number) =>
  openDataset({ kind: 'files', files: pictures(count), name: 'pictures' }, null, options);

describe('openDataset', () => {
  it("reserves the first files of each class, like Keras's validation_split", async () => {
    const { training, validation } = await open(10);
    expect(training.filenames).toHaveLength(16);
    expect(validation?.filenames).toEqual(['cats/0.png', 'cats/1.png', 'dogs/0.png', 'dogs/1.png']);
    expect([training.root, validation?.root]).toEqual(['', '']);
  });

  it('counts and names the validation pictures of classes without training pictures', async () => {
    const files = [
      'train/cats/0.png',
      'train/dogs/0.png',
      'val/cats/1.png',
      'val/dogs/1.png',
      'val/owls/1.png',
    ];
    const source = { kind: 'files', files: files.map((path) => ({ path, blob })), name: 'pets' } as const;
    const { training, validation, warnings } = await openDataset(source, null, {
      ...options,
      validationSplit: 0,
    });
    expect([training.root, validation?.root]).toEqual(['train/', 'val/']);
    expect(validation?.filenames).toEqual(['cats/1.png', 'dogs/1.png']);
    expect(warnings).toEqual([
      expect.objectContaining({
        text: 'Pictures in folders that are not classes were skipped (1): val/owls/1.png',
      }),
    ]);
  });

  it('warns of the classes without validation pictures', async () => {
    // Of four pictures, a fraction of 0.2 is none.
    const files = [...pictures(10), ...[0, 1, 2, 3].map((i) => ({ path: `foxes/${i}.png`, blob }))];
    const source = { kind: 'files', files, name: 'pets' } as const;
    const { warnings } = await openDataset(source, null, options);
    expect(warnings.map(({ text }) => text)).toEqual([
      'The validation part has no pictures of these classes: foxes.',
    ]);
    expect((await openDataset(source, null, { ...options, validationSplit: 0 })).warnings).toEqual([]);
  });

  it('warns of the classes that a part of an .npz lacks', async () => {
    const zip = new JSZip();
    zip.file('x.npy', writeNpy([4, 2, 2], new Uint8Array(16)));
    zip.file('y.npy', writeNpy([4], Int32Array.of(0, 0, 1, 1)));
    const source = {
      kind: 'archive',
      blob: await zip.generateAsync({ type: 'blob' }),
      name: 'a.npz',
    } as const;
    const { warnings } = await openDataset(source, null, { ...options, validationSplit: 0.25 });
    expect(warnings.map(({ text }) => text)).toEqual([
      'The validation part has no pictures of these classes: 1. Arrays that are sorted by label must be shuffled.',
    ]);
    expect((await openDataset(source, null, { ...options, validationSplit: 0 })).warnings).toEqual([]);
  });

  it('refuses validation arrays of another size than the training ones', async () => {
    const zip = new JSZip();
    zip.file('x_train.npy', writeNpy([1, 2, 2], new Uint8Array(4)));
    zip.file('y_train.npy', writeNpy([1], Int32Array.of(0)));
    zip.file('x_test.npy', writeNpy([1, 3, 2], new Uint8Array(6)));
    zip.file('y_test.npy', writeNpy([1], Int32Array.of(0)));
    const blob = await zip.generateAsync({ type: 'blob' });
    await expect(openDataset({ kind: 'archive', blob, name: 'a.npz' }, null, options)).rejects.toThrow(
      'Training and validation images must have the same shape. Received: training=[2,2,1], validation=[3,2,1]',
    );
  });

  it('names an archive that is none', async () => {
    const source = { kind: 'archive', blob: new Blob(['{}']), name: 'package.json' } as const;
    await expect(openDataset(source, null, options)).rejects.toMatchObject({
      code: 'bad-archive',
      message: expect.stringMatching(/^package.json: The file is not a zip archive;/) as unknown,
    });
  });

  it('counts skipped files of a split folder only once', async () => {
    const files = [...pictures(10), { path: 'cats/notes.txt', blob }];
    const { warnings } = await openDataset({ kind: 'files', files, name: 'pets' }, null, options);
    expect(warnings).toEqual([
      expect.objectContaining({ text: expect.stringContaining('were skipped (1): cats/notes.txt') }),
    ]);
  });

  it('names the class that validation data lack, not an option', async () => {
    const of = (...paths: string[]) =>
      ({ kind: 'files', files: paths.map((path) => ({ path, blob })), name: 'pets' }) as const;
    const opened = openDataset(of('cats/0.png', 'dogs/0.png'), of('cats/0.png', 'owls/0.png'), options);
    await expect(opened).rejects.toThrow(
      'Every class must have a folder in the data. The data have no folder for dogs, only for cats, owls.',
    );
  });

  it('has no validation part if the share is less than a picture', async () => {
    const { training, validation } = await open(4);
    expect(training.filenames).toHaveLength(8);
    expect(validation).toBeNull();
  });
});
