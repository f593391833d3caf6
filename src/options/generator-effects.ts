/**
 * The effect of each `ImageDataGenerator` option on a picture, as plain data. Determines which options also apply to
 * validation pictures, which batches can stay bytes, and the generated Keras code.
 */
import type { ImageDataGeneratorOptions } from './image-data-generator-options';

interface Effect {
  /**
   * Computes new values from 8-bit pixels, so batches are float32. Not set for `rescale`, which a batch carries as a
   * factor.
   */
  readonly changesValues?: true;
  /** Also applies to validation pictures. */
  readonly forValidation?: true;
  /** Pupila's own option: Keras does not have it. */
  readonly isOwn?: true;
}

export const GENERATOR_EFFECTS: Readonly<Record<keyof ImageDataGeneratorOptions, Effect>> = {
  featurewiseCenter: { changesValues: true, forValidation: true },
  samplewiseCenter: { changesValues: true, forValidation: true },
  featurewiseStdNormalization: { changesValues: true, forValidation: true },
  samplewiseStdNormalization: { changesValues: true, forValidation: true },
  zcaWhitening: { changesValues: true, forValidation: true },
  zcaEpsilon: { forValidation: true },
  rotationRange: { changesValues: true },
  widthShiftRange: { changesValues: true },
  heightShiftRange: { changesValues: true },
  brightnessRange: { changesValues: true },
  shearRange: { changesValues: true },
  zoomRange: { changesValues: true },
  channelShiftRange: { changesValues: true },
  fillMode: {},
  cval: {},
  horizontalFlip: {},
  verticalFlip: {},
  rescale: { forValidation: true },
  preprocessingFunction: { changesValues: true, forValidation: true },
  validationSplit: {},
  interpolationOrder: {},
  dataFormat: {},
  dtype: {},
  shiftAxes: { isOwn: true },
};

/** Returns the options with this effect. */
export function generatorOptionsThat(effect: keyof Effect): (keyof ImageDataGeneratorOptions)[] {
  const names = Object.keys(GENERATOR_EFFECTS) as (keyof ImageDataGeneratorOptions)[];
  return names.filter((name) => GENERATOR_EFFECTS[name][effect]);
}
