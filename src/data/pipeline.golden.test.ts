import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from './archive/archive';
import { BatchPlanner } from './batch/batch-planner';
import { startJpegDecoder } from './decode/jpeg.testing';
import { indexDirectory, splitTree } from './index/directory-index';
import { type FlowCase, PIXEL_TOLERANCE, maxError } from './golden-cases.testing';
import { GOLDEN_ROOTS, readJson } from './golden.testing';
import { parseImageDataGeneratorOptions } from '../options/image-data-generator-options';
import { FileImageStore } from './batch/image-store';
import { makeBatch } from './batch/make-batch';
import { type NpyData, readNpy } from './archive/npy';
import { CHANNELS } from '../core/types';

const npyData = (path: string): NpyData => readNpy(readFileSync(path)).data;

beforeAll(startJpegDecoder);

it('has the committed references', () => expect(existsSync('fixtures/flow.json')).toBe(true));

describe.each(GOLDEN_ROOTS)('zip to batch against flow_from_directory (%s)', (root) => {
  const cases = readJson<FlowCase[]>(`${root}/flow.json`).map((golden, i) => ({ i, golden }));
  it.each(cases)('case $i: $golden.options', async ({ golden }) => {
    const { options, generator } = golden;
    const archive = await openArchive(new Uint8Array(readFileSync(`${root}/tree.zip`)));
    const settings = parseImageDataGeneratorOptions(generator);
    const { classes, subset, seed = null, color_mode: colorMode = 'rgb' } = options;
    const index = indexDirectory(archive.paths, splitTree(archive.paths).training, {
      ...(classes && { classes }),
      ...(subset && { subset }),
      validationSplit: settings.validationSplit,
    });
    const load = {
      targetSize: options.target_size,
      colorMode,
      interpolation: options.interpolation ?? ('nearest' as const),
      keepAspectRatio: options.keep_aspect_ratio ?? false,
    };
    const store = new FileImageStore(archive, index, load);
    const imageShape = [...options.target_size, CHANNELS[colorMode]] as const;
    const planner = new BatchPlanner({
      samples: index.filenames.length,
      batchSize: options.batch_size,
      shuffle: options.shuffle,
      seed,
      imageShape,
      options: settings,
    });
    const shuffledFreely = options.shuffle && seed === null;
    expect(shuffledFreely).toBe(false);
    for (const [k, batch] of golden.batches.entries()) {
      const plan = planner.next();
      expect(Array.from(plan.indices, (at) => index.filenames[at])).toEqual(golden.order[k]);
      const { x, y } = await makeBatch(store, {
        ...plan,
        options: settings,
        statistics: null,
        classMode: options.class_mode ?? 'none',
        classes: index.classes.length,
        imageShape,
        reuse: null,
      });
      if (batch.labels) expect([...(y as Float32Array)]).toEqual(batch.labels.flat());
      if (batch.x) {
        const scale = settings.rescale ?? 1;
        expect(maxError(x, npyData(`${root}/${batch.x}`))).toBeLessThanOrEqual(PIXEL_TOLERANCE * scale);
      }
    }
  });
});
