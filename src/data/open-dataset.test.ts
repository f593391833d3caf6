import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
  it("sets a share of each class apart, the first files, as Keras's validation_split", async () => {
    const { training, validation } = await open(10);
    expect(training.filenames).toHaveLength(16);
    expect(validation?.filenames).toEqual(['cats/0.png', 'cats/1.png', 'dogs/0.png', 'dogs/1.png']);
  });

  it('validates on nothing where the share is less than a picture', async () => {
    const { training, validation } = await open(4);
    expect(training.filenames).toHaveLength(8);
    expect(validation).toBeNull();
  });
});
