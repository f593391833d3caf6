import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from '../archive/archive';
import { startJpegDecoder } from '../decode/jpeg.testing';
import { indexDirectory, splitTree } from '../index/directory-index';
import { type JpegCase, maxError } from '../golden-cases.testing';
import { GOLDEN_ROOTS, readJson } from '../golden.testing';
import { loadImage } from './load-image';
import { readNpy } from '../archive/npy';
import type { ColorMode, Interpolation } from '../../core/types';

interface FlowCase {
  options: {
    target_size: [number, number];
    color_mode?: ColorMode;
    interpolation?: Interpolation;
    keep_aspect_ratio?: boolean;
  };
  generator: { rescale?: number };
  order: string[][];
  batches: { x?: string }[];
}

/** Whether a generator leaves the pixels of `load_img` unchanged, except for a factor. */
const isPlain = ({ generator }: FlowCase): boolean =>
  Object.keys(generator).every((name) => ['rescale', 'validation_split'].includes(name));

beforeAll(startJpegDecoder);

if (!GOLDEN_ROOTS.includes('../shared/golden')) {
  it.skip('the bigger set of references is not beside the repository', () => undefined);
}

describe.each(GOLDEN_ROOTS)('loadImage on %s', (root) => {
  it.each(readJson<FlowCase[]>(`${root}/flow.json`).filter(isPlain))(
    'gives the integers of flow_from_directory: $options',
    async ({ options, generator, order, batches }) => {
      const archive = await openArchive(new Uint8Array(readFileSync(`${root}/tree.zip`)));
      const { filenames, paths } = indexDirectory(archive.paths, splitTree(archive.paths).training);
      const { target_size: targetSize, color_mode: colorMode = 'rgb', interpolation = 'nearest' } = options;
      const read = {
        colorMode,
        targetSize,
        interpolation,
        keepAspectRatio: options.keep_aspect_ratio ?? false,
      };
      let compared = 0;
      for (const [b, { x }] of batches.entries()) {
        if (x === undefined) continue;
        const { data, shape } = readNpy(readFileSync(`${root}/${x}`));
        const size = data.length / (shape[0] as number);
        for (const [i, name] of (order[b] as string[]).entries()) {
          const bytes = await archive.read(paths[filenames.indexOf(name)] as string);
          const pixels = await loadImage(bytes, { ...read, name });
          const scaled = data.subarray(i * size, (i + 1) * size);
          const expected = Array.from(scaled, (value) => Math.round(value / (generator.rescale ?? 1)));
          expect([pixels.height, pixels.width, pixels.channels]).toEqual(shape.slice(1));
          expect(maxError(pixels.data, expected)).toBe(0);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(0);
    },
  );

  it.each(readJson<JpegCase[]>(`${root}/jpeg.json`))(
    'gives the integers of Pillow for $file',
    async (golden) => {
      const bytes = new Uint8Array(readFileSync(`${root}/${golden.file}`));
      for (const interpolation of ['nearest', 'bilinear'] as const) {
        const options = { colorMode: 'rgb', targetSize: [150, 150], keepAspectRatio: false } as const;
        const { data } = await loadImage(bytes, { ...options, interpolation, name: golden.file });
        const expected = readNpy(readFileSync(`${root}/${golden[`${interpolation}_150`]}`));
        expect(maxError(data, expected.data)).toBe(0);
      }
    },
  );
});
