/** Which generators keep batches as bytes. */
import { generatorOptionsThat } from './generator-effects';
import {
  type ImageDataGeneratorOptions,
  parseImageDataGeneratorOptions,
} from './image-data-generator-options';

const DEFAULTS = parseImageDataGeneratorOptions({});

/**
 * Whether a generator only flips and rescales 8-bit pictures. Such batches can stay bytes, a quarter the size of
 * float32.
 */
export function keepsBytes(options: ImageDataGeneratorOptions): boolean {
  return generatorOptionsThat('changesValues').every((name) => options[name] === DEFAULTS[name]);
}
