/** Options of `ImageDataGenerator` that others turn on or off, as in Keras's constructor, which warns about them. */
import type { ImageDataGeneratorOptions } from './image-data-generator-options';

type Options = Partial<ImageDataGeneratorOptions>;

interface Implication {
  readonly by: keyof Options;
  readonly sets: keyof Options;
  readonly to: boolean;
}

/** In the order in which they apply. */
const IMPLICATIONS: readonly Implication[] = [
  { by: 'zcaWhitening', sets: 'featurewiseStdNormalization', to: false },
  { by: 'zcaWhitening', sets: 'featurewiseCenter', to: true },
  { by: 'featurewiseStdNormalization', sets: 'featurewiseCenter', to: true },
  { by: 'samplewiseStdNormalization', sets: 'samplewiseCenter', to: true },
];

/** Returns the options as they take effect. */
export function withImplications<Given extends Options>(options: Given): Given {
  return IMPLICATIONS.reduce<Given>(
    (given, { by, sets, to }) => (given[by] ? { ...given, [sets]: to } : given),
    options,
  );
}

/** Returns the option that turns another one on or off against its own value, or null. */
export function implicationOn(options: Options, name: keyof Options): Implication | null {
  const found = IMPLICATIONS.find(
    ({ by, sets, to }) => sets === name && options[by] && !options[name] === to,
  );
  return found ?? null;
}
