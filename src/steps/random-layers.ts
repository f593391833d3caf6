/** Computes the layers of a graph that draw numbers, as the tape does: on the same slices, from the same keys. */
import { type Tensor, ones, sub, tidy, zeros } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Images } from '../core/batch';
import { type InputLayout, inputShapeOf } from '../core/picture-shape';
import type { Layer } from '../models/layer-uses';
import { layersOf } from '../models/model-layers';
import { pictureShape } from '../plan/graph/graph-builder';
import type { Graph } from '../plan/graph/graph';
import { mix } from '../plan/mix';
import type { DrawnBatch, DrawnPart, RandomLayers } from '../training/plan-delegates';
import type { TimeBudget } from '../training/yield';
import { asKerasTrains } from './as-keras-trains';
import { type CallLayer, asInference } from './layer-by-layer';
import { forEachSlice, hasBatchStatistics, sliceSizeFor } from './slices';

/** Returns what draws for a graph; null if nothing in it does. */
export function randomLayersFor(
  model: LayersModel,
  { nodes, augmentation }: Pick<Graph, 'nodes' | 'augmentation'>,
  layout: InputLayout = { shape: inputShapeOf(model) as number[], movesChannels: false },
): RandomLayers | null {
  const isDrawn = augmentation.length > 0 || nodes.some(({ kind }) => kind === 'draws');
  return isDrawn ? new LayersOfTfjs(model, augmentation, layout) : null;
}

class LayersOfTfjs implements RandomLayers {
  readonly inputShape: RandomLayers['inputShape'];
  readonly #model: LayersModel;
  readonly #layers: readonly Layer[];
  readonly #augmentation: readonly Layer[];
  readonly #layout: InputLayout;
  readonly #sliceSize: number;

  constructor(model: LayersModel, augmentation: readonly number[], layout: InputLayout) {
    this.#model = model;
    this.#layers = layersOf(model).map(({ layer }) => layer);
    this.#augmentation = augmentation.map((index) => this.#layers[index] as Layer);
    this.#layout = layout;
    this.#sliceSize = hasBatchStatistics(model) ? Infinity : sliceSizeFor(model, layout.shape);
    this.inputShape = pictureShape(layout.shape);
  }

  async prepare(images: Images, key: number, budget: TimeBudget): Promise<Images> {
    if (this.#augmentation.length === 0) return images;
    let prepared = new Float32Array();
    const size = Math.min(this.#sliceSize, images.size);
    await forEachSlice(images, this.#layout, size, { budget }, async (x, from) => {
      const call = key === 0 ? asInference : asKerasTrains(this.#model, mix(key, from));
      const values = await this.#compute(x, call);
      if (from === 0) prepared = new Float32Array((values.length / x.shape[0]) * images.size);
      prepared.set(values, (prepared.length / images.size) * from);
    });
    return { x: prepared, size: images.size };
  }

  /** Computes the layers at the beginning. */
  async #compute(images: Tensor, call: CallLayer): Promise<Float32Array> {
    const result = tidy(() =>
      this.#augmentation.reduce((x: Tensor, layer) => call(layer, [x]) as Tensor, images),
    );
    const values = (await result.data()) as Float32Array;
    if (result !== images) result.dispose();
    return values;
  }

  async draw(
    { drawnBy, part, shape }: DrawnPart,
    { images, key, values }: DrawnBatch,
    budget: TimeBudget,
  ): Promise<void> {
    const layer = this.#layers[drawnBy] as Layer;
    const size = Math.min(this.#sliceSize, images);
    for (let from = 0; from < images; from += size) {
      const sides = [Math.min(size, images - from), ...shape];
      const call = asKerasTrains(this.#model, mix(key, from));
      const drawn = tidy(() => {
        const term = call(layer, [zeros(sides)]) as Tensor;
        return part === 'term' ? term : sub(call(layer, [ones(sides)]) as Tensor, term);
      });
      values.set(await drawn.data(), (values.length / images) * from);
      drawn.dispose();
      await budget.spend();
    }
  }
}
