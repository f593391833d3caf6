/** What Pupila notes in a model's file: how pictures are prepared for it, and what its outputs mean. */
import { PupilaError } from '../core/errors';
import { snakeCase } from '../core/spelling';
import type { ColorMode, Interpolation } from '../core/types';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import { generatorOptionsThat } from '../options/generator-effects';
import {
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from '../options/image-data-generator-options';

/** How pictures have to be prepared for a model, and what its outputs mean. Plain JSON. */
export interface ModelMetadata {
  /** Class names by index. */
  classes: readonly string[];
  colorMode: ColorMode;
  interpolation: Interpolation;
  keepAspectRatio: boolean;
  /** Factor of the pixels 0 … 255; null: none. */
  rescale: number | null;
  /**
   * Arguments of the `ImageDataGenerator` that prepared the validation pictures, in Keras's spelling, without defaults and
   * without `preprocessing_function`. Files of version 0.1 do not have it: `rescale` was all.
   */
  generator?: Readonly<Record<string, unknown>>;
  /** What the generator was fitted to; null or absent where it needs nothing. */
  statistics?: SavedStatistics | null;
}

/** `FeaturewiseStatistics` as JSON. */
interface SavedStatistics {
  mean: readonly number[] | null;
  std: readonly number[] | null;
  /** `components`: float32, little-endian, in base64. */
  whitening: { components: string; gains: readonly number[] } | null;
}

/** How a picture's values are prepared: without chance, as those of validation pictures. */
export interface Preprocessing {
  generator: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
}

/** The part of the metadata that says how values are prepared. */
export function preprocessingMetadata({
  generator,
  statistics,
}: Preprocessing): Pick<ModelMetadata, 'rescale' | 'generator' | 'statistics'> {
  const defaults = parseImageDataGeneratorOptions({});
  const names = generatorOptionsThat('forValidation').filter(
    (name) => name !== 'preprocessingFunction' && generator[name] !== defaults[name],
  );
  return {
    rescale: generator.rescale,
    generator: Object.fromEntries(names.map((name) => [snakeCase(name), generator[name]])),
    statistics: statistics && {
      mean: statistics.mean && Array.from(statistics.mean),
      std: statistics.std && Array.from(statistics.std),
      whitening: statistics.whitening && {
        components: toBase64(statistics.whitening.components),
        gains: Array.from(statistics.whitening.gains),
      },
    },
  };
}

/**
 * How a model's metadata says that values are prepared.
 *
 * @throws {PupilaError} 'bad-model' where that cannot be.
 */
export function preprocessingOf({ rescale, generator, statistics }: ModelMetadata): Preprocessing {
  try {
    const { mean, std, whitening } = statistics ?? {};
    return {
      generator: parseImageDataGeneratorOptions(generator ?? { rescale }),
      statistics: statistics
        ? {
            mean: mean ? Float32Array.from(mean) : null,
            std: std ? Float32Array.from(std) : null,
            whitening: whitening
              ? {
                  components: fromBase64(whitening.components),
                  gains: Float64Array.from(whitening.gains),
                }
              : null,
          }
        : null,
    };
  } catch (cause) {
    const message = `The model's file says how pictures are prepared, but not so that it can be done: ${(cause as Error).message}`;
    throw new PupilaError('bad-model', message, { cause });
  }
}

/**
 * What a file says of a model's use; null where it says nothing.
 *
 * @throws {PupilaError} 'bad-model' where it says something else.
 */
export function checkMetadata(found: unknown): ModelMetadata | null {
  if (found === undefined) return null;
  const { classes, rescale } = (found ?? {}) as Partial<ModelMetadata>;
  const named = Array.isArray(classes) && classes.every((name) => typeof name === 'string');
  if (!named || !(rescale === null || typeof rescale === 'number')) {
    const rule = 'What Pupila notes of a model has `classes`, names, and `rescale`, a number or null.';
    throw new PupilaError('bad-model', `${rule} Received: pupila=${JSON.stringify(found)}`);
  }
  preprocessingOf(found as ModelMetadata);
  return found as ModelMetadata;
}

function toBase64(values: Float32Array<ArrayBuffer>): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Float32Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}
