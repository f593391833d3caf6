/** Finds why a training loss became NaN or infinite. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type InputLayout, inputLayoutOf } from '../core/picture-shape';
import { isFiniteArray, layerWithBadOutput, layerWithBadWeights } from '../models/finite-layers';
import type { Sentence } from '../options/option-row';
import type { BadStep } from '../training/bad-loss';
import type { TrainStep } from '../training/train-step';

/** What the cause is looked for in. */
export interface LossCauseInputs {
  model: LayersModel;
  step: Pick<TrainStep, 'sync'>;
  optimizer: { readonly learningRate: number };
  imageShape: readonly [number, number, number];
  /** Names of the training images by index. */
  filenames: readonly string[];
  /** A layer whose weights were NaN or infinite before training. Null: none was. */
  layerBefore: string | null;
}

/**
 * Returns the cause, without a full stop: an image with such values, a layer whose weights were or have become such, the
 * first layer with such an output, or else the learning rate.
 */
export async function lossCause(bad: BadStep, inputs: LossCauseInputs): Promise<Sentence> {
  const { model, step, imageShape, filenames, layerBefore } = inputs;
  const images = imagesOf(bad);
  const image = images.findIndex((values) => !isFiniteArray(values));
  if (image >= 0) return badImage(filenames[bad.batch.indices[image] as number] as string);
  if (layerBefore !== null) return badBefore(layerBefore);
  if (bad.isFirst) return TOO_LARGE;
  const rate = String(Number(inputs.optimizer.learningRate.toPrecision(6)));
  await step.sync();
  const layer = await layerWithBadWeights(model);
  if (layer !== null) return badWeights(rate, layer);
  const layout = inputLayoutOf(model, imageShape) as InputLayout;
  for (const values of images) {
    const output = await layerWithBadOutput(model, values, layout);
    if (output !== null) return badOutput(rate, output);
  }
  return {
    en: `the learning rate of ${rate} is too high for this loss; try a lower one`,
    es: `la tasa de aprendizaje de ${rate} es demasiado alta para esta pérdida; prueba con una más baja`,
  };
}

/** Returns the values of each image. Bytes are finite; they are needed as floats for the network. */
function imagesOf({ batch: { x, scale = 1, size } }: BadStep): Float32Array[] {
  const length = x.length / size;
  return Array.from({ length: size }, (_, i) =>
    Float32Array.from(x.subarray(i * length, (i + 1) * length), (value) =>
      x instanceof Float32Array ? value : value * Math.fround(scale),
    ),
  );
}

const badImage = (name: string): Sentence => ({
  en: `${name} has values that are not finite numbers; correct or remove it`,
  es: `${name} tiene valores que no son números finitos; corrígelo o quítalo`,
});

const badBefore = (layer: string): Sentence => ({
  en: `the weights of the layer ${layer} were not finite numbers before training; start from another model`,
  es: `los pesos de la capa ${layer} no eran números finitos antes de entrenar; empieza con otro modelo`,
});

const TOO_LARGE: Sentence = {
  en: 'the weights had not been updated yet, so the values of the pictures or those of the weights are too large',
  es: 'los pesos aún no se habían actualizado, así que los valores de las imágenes o los de los pesos son demasiado grandes',
};

const badWeights = (rate: string, layer: string): Sentence => ({
  en: `the learning rate of ${rate} is too high for this loss, and the weights of the layer ${layer} are no longer finite numbers; try a lower one`,
  es: `la tasa de aprendizaje de ${rate} es demasiado alta para esta pérdida, y los pesos de la capa ${layer} ya no son números finitos; prueba con una más baja`,
});

const badOutput = (rate: string, layer: string): Sentence => ({
  en: `the learning rate of ${rate} is too high for this loss: for this batch, the output of the layer ${layer} is not finite, although its weights are; try a lower one`,
  es: `la tasa de aprendizaje de ${rate} es demasiado alta para esta pérdida: con este lote, la salida de la capa ${layer} no es finita, aunque sus pesos lo son; prueba con una más baja`,
});
