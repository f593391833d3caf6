/** Decides where a generator's values are standardized, and with it whether a batch is bytes or floats. */
import { generatorOptionsThat } from './generator-effects';
import {
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from './image-data-generator-options';

/**
 * - 'engine': batches stay bytes, a quarter the size of float32, and the engine multiplies them by `rescale`.
 * - 'main-thread': the workers stop after the transforms, because a `preprocessingFunction` cannot be sent to them.
 * - 'worker': workers return finished float32 values.
 */
export type StandardizingPlace = 'worker' | 'main-thread' | 'engine';

const DEFAULTS = parseImageDataGeneratorOptions({});

/**
 * Returns where a generator's values are standardized.
 *
 * @param takesBytes Whether the pixels are 8-bit values and the reader of the batch accepts bytes. Default false.
 */
export function standardizingPlace(
  options: ImageDataGeneratorOptions,
  takesBytes = false,
): StandardizingPlace {
  if (options.preprocessingFunction) return 'main-thread';
  return takesBytes && keepsValues(options) ? 'engine' : 'worker';
}

/** Whether a generator only flips and rescales. */
function keepsValues(options: ImageDataGeneratorOptions): boolean {
  return generatorOptionsThat('changesValues').every((name) => options[name] === DEFAULTS[name]);
}
