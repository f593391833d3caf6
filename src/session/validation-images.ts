/** Makes images for a prediction: pictures with the preprocessing of validation. */
import { type Images, floatsOf } from '../core/batch';
import { drawTransform } from '../data/augment/random-transform';
import type { DataWorkerPool } from '../loader/data-worker-pool';
import { makerFor } from '../loader/preprocessing';
import { standardizingPlace } from '../options/standardizing-place';
import type { DatasetInfo, Part } from '../protocol/data-protocol';
import { RandomState } from '../random/random-state';
import type { ModelPicture } from './model-picture';
import type { Prepared } from './preparation';

/** Makes one batch of images of the data set, in the order of `indices`. */
export async function validationImages(
  pool: DataWorkerPool,
  {
    dataset,
    validationGenerator,
    statistics,
  }: Pick<Prepared, 'validationGenerator' | 'statistics'> & { dataset: Pick<DatasetInfo, 'imageShape'> },
  part: Part,
  indices: readonly number[],
): Promise<Images> {
  const shape = dataset.imageShape;
  // The validation generator has no random options, so any seed gives the same transform.
  const random = new RandomState(0);
  const parameters = indices.map(() => drawTransform(validationGenerator, random, shape));
  const { x } = await makerFor(standardizingPlace(validationGenerator), pool, shape).makeBatch({
    part,
    indices: Int32Array.from(indices),
    parameters,
    options: validationGenerator,
    statistics,
    classMode: 'none',
    reuse: null,
  });
  return { x, size: indices.length };
}

/** Makes one image of the data set, with its pixels for display. */
export async function validationPicture(
  pool: DataWorkerPool,
  prepared: Prepared,
  part: Part,
  index: number,
): Promise<ModelPicture> {
  const [height, width, channels] = prepared.dataset.imageShape;
  const [images, rgba] = await Promise.all([
    validationImages(pool, prepared, part, [index]),
    pool.use((api) => api.picture(part, index)),
  ]);
  const data = new Float32Array(height * width * channels);
  for (let i = 0; i < height * width; i++) {
    data.set(rgba.data.subarray(i * 4, i * 4 + channels), i * channels);
  }
  return { height, width, channels, data, input: { height, width, channels, data: floatsOf(images) } };
}
