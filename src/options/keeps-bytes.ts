/** Which generators leave batches as bytes. */
import { generatorOptionsThat } from './generator-effects';
import {
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from './image-data-generator-options';

const DEFAULTS = parseImageDataGeneratorOptions({});

/** Whether 8-bit pictures are only flipped and rescaled: their batches may be bytes, a quarter of float32. */
export function keepsBytes(options: ImageDataGeneratorOptions): boolean {
  return generatorOptionsThat('changesValues').every((name) => options[name] === DEFAULTS[name]);
}
