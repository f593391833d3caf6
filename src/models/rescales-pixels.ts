/** Whether a network brings pixel values into the range that it computes with, so that nothing else must do so. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Layer, layerUsesOf } from './layer-uses';
import { type Operand, operationClass } from './layers/operation';

/** Layers that leave values in their range. */
const SAME_RANGE = [
  ...['InputLayer', 'Reshape', 'Permute', 'Flatten', 'ZeroPadding2D', 'Cropping2D', 'CenterCrop', 'Resizing'],
  ...['UpSampling2D', 'RandomFlip', 'RandomRotation', 'RandomZoom', 'RandomTranslation', 'RandomContrast'],
  'RandomBrightness',
];

/** A factor up to here is for values 0 … 255, and a mean from `MIN_MEAN` on too; others are for values 0 … 1. */
const MAX_FACTOR = 0.1;
const MIN_MEAN = 2;

/**
 * Returns whether the first layer that changes the range of its values is for pixel values 0 … 255: Rescaling by a small
 * factor, Normalization, or arithmetic such as `x / 127.5`. A Normalization that was adapted counts, since people adapt it
 * to the pictures as they are.
 */
export function rescalesPixels(model: LayersModel): boolean {
  const first = layerUsesOf(model).find(({ layer }) => !SAME_RANGE.includes(layer.getClassName()));
  return first !== undefined && isForPixels(first.layer);
}

function isForPixels(layer: Layer): boolean {
  const config = layer.getConfig();
  if (layer.getClassName() === 'Rescaling') return every(config['scale'], isSmallFactor);
  if (layer.getClassName() === 'Normalization')
    return config['invert'] !== true && (config['mean'] === null || every(config['mean'], isLargeMean));
  if (layer.getClassName() !== 'Operation') return false;
  const operation = operationClass(config['operation'] as string);
  const number = (config['operands'] as readonly Operand[]).find((operand) => typeof operand === 'number');
  if (number === undefined) return false;
  if (operation === 'TrueDivide' || operation === 'Divide') return isSmallFactor(1 / number);
  if (operation === 'Multiply') return isSmallFactor(number);
  return operation === 'Subtract' && isLargeMean(number);
}

const isSmallFactor = (factor: number): boolean => Math.abs(factor) <= MAX_FACTOR;
const isLargeMean = (mean: number): boolean => mean >= MIN_MEAN;

/** Whether a number, or all numbers of nested lists, are as they should be. */
const every = (values: unknown, isRight: (value: number) => boolean): boolean =>
  [values].flat(Infinity).every((value) => isRight(value as number));
