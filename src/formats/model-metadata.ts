/** Pupila's metadata in a model file: how to prepare pictures for the model, and the meaning of its outputs. */
import { PupilaError, messageOf, withReceived } from '../core/errors';
import { message } from '../core/message';
import { snakeCase } from '../core/spelling';
import type { ColorMode, Interpolation } from '../core/types';
import type { FeaturewiseStatistics } from '../data/augment/standardize';
import { generatorOptionsThat } from '../options/generator-effects';
import {
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from '../options/image-data-generator-options';

/** How to prepare pictures for a model, and the meaning of its outputs. Plain JSON. */
export interface ModelMetadata {
  /** Class names by index. */
  classes: readonly string[];
  colorMode: ColorMode;
  interpolation: Interpolation;
  keepAspectRatio: boolean;
  /** Size of the pictures that a model of any size was trained with. Absent for other models. */
  targetSize?: readonly [height: number, width: number];
  /** Factor for pixel values 0 … 255, or null. */
  rescale: number | null;
  /**
   * Arguments of the `ImageDataGenerator` for validation pictures, in snake_case, without defaults and without
   * `preprocessing_function`. Absent in files of version 0.1, which only have `rescale`.
   */
  generator?: Readonly<Record<string, unknown>>;
  /** Statistics from the generator's `fit`. Null or absent if it needs none. */
  statistics?: SavedStatistics | null;
}

/** `FeaturewiseStatistics` as JSON. */
export interface SavedStatistics {
  mean: readonly number[] | null;
  std: readonly number[] | null;
  /** `components`: float32, little-endian, in base64. */
  whitening: { components: string; gains: readonly number[] } | null;
}

/** Deterministic preprocessing of pixel values, as for validation pictures. */
export interface Preprocessing {
  generator: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
}

/** Returns the metadata fields that describe the preprocessing. */
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
 * Returns the preprocessing that a model's metadata describes.
 *
 * @throws {PupilaError} 'bad-model' if the description is invalid.
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
    const why = message`The preprocessing in the model’s file is not valid: ${messageOf(cause)}`;
    throw new PupilaError('bad-model', why, { cause });
  }
}

/**
 * Validates the metadata of a file. Returns null if the file has none.
 *
 * @throws {PupilaError} 'bad-model' if it is invalid.
 */
export function checkMetadata(value: unknown): ModelMetadata | null {
  if (value === undefined) return null;
  const { classes, rescale } = (value ?? {}) as Partial<ModelMetadata>;
  const hasNames = Array.isArray(classes) && classes.every((name) => typeof name === 'string');
  if (!hasNames || !(rescale === null || typeof rescale === 'number')) {
    const rule = message`Pupila’s metadata of a model must have \`classes\`, a list of names, and \`rescale\`, a number or null.`;
    throw new PupilaError('bad-model', withReceived(rule, { pupila: value }));
  }
  const { targetSize } = value as Partial<ModelMetadata>;
  if (targetSize !== undefined && !isSize(targetSize)) {
    const rule = message`\`targetSize\` in Pupila’s metadata of a model must be a height and a width.`;
    throw new PupilaError('bad-model', withReceived(rule, { targetSize }));
  }
  // Throws if the preprocessing is invalid.
  preprocessingOf(value as ModelMetadata);
  return value as ModelMetadata;
}

const isSize = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((side) => Number.isInteger(side) && side > 0);

function toBase64(values: Float32Array<ArrayBuffer>): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  // In blocks: a call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Float32Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}
