/** Options of `ImageDataGenerator` that others turn on or off, as in Keras's constructor, which warns about them. */

type Options = Readonly<Record<string, unknown>>;

interface Implication {
  readonly by: string;
  readonly sets: string;
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
export function withImplications<Given extends object>(options: Given): Given {
  return IMPLICATIONS.reduce<Given>(
    (given, { by, sets, to }) => ((given as Options)[by] ? { ...given, [sets]: to } : given),
    options,
  );
}

/** Returns the option that turns another one on or off against its own value, or null. */
export function implicationOn(options: Options, name: string): Implication | null {
  const found = IMPLICATIONS.find(
    ({ by, sets, to }) => sets === name && options[by] && !options[name] === to,
  );
  return found ?? null;
}
