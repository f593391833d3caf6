/**
 * What each option of `ImageDataGenerator` does to a picture, as plain data. It decides which options validation pictures
 * get as well, which batches may be bytes, and what the Keras code says.
 */
import type { ImageDataGeneratorOptions } from './image-data-generator-options';

interface Effect {
  /** It makes other values of 8-bit pixels (`rescale` apart, which a batch carries as a factor): batches are float32. */
  readonly changesValues?: true;
  /** Validation pictures are treated the same. */
  readonly forValidation?: true;
  /** Keras does not have it. */
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

/** The options with this effect. */
export function generatorOptionsThat(effect: keyof Effect): (keyof ImageDataGeneratorOptions)[] {
  const names = Object.keys(GENERATOR_EFFECTS) as (keyof ImageDataGeneratorOptions)[];
  return names.filter((name) => GENERATOR_EFFECTS[name][effect]);
}
