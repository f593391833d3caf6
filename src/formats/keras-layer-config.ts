/**
 * Converts a layer config of tfjs-layers to the form of Keras 3. Plain JSON to JSON.
 *
 * Omits recent Keras arguments with default values (`quantization_config` of Dense, `input_axes` and `output_axes` of
 * initializers): Keras 3.16 does not need them, and earlier versions reject unknown arguments.
 */
import { PupilaError } from '../core/errors';
import { type Message, message } from '../core/message';
import { ACTIVATIONS } from '../models/layers/activations';
import { KERAS_LAYERS } from '../models/layers/registry';
import type { Json } from '../models/layers/row';

/** A serialized Keras object. */
export interface KerasObject {
  module: string;
  class_name: string;
  config: Json;
  registered_name: string | null;
}

/** Serializes an object of a built-in Keras class. */
export const kerasObject = (module: string, class_name: string, config: Json): KerasObject => ({
  module,
  class_name,
  config,
  registered_name: null,
});

/** Keras's names for `VarianceScaling`, the only form in tfjs-layers, where 'normal' is truncated. */
export const VARIANCE_SCALING: Readonly<
  Record<string, { scale: number; mode: string; distribution: string }>
> = {
  GlorotUniform: { scale: 1, mode: 'fan_avg', distribution: 'uniform' },
  GlorotNormal: { scale: 1, mode: 'fan_avg', distribution: 'normal' },
  HeUniform: { scale: 2, mode: 'fan_in', distribution: 'uniform' },
  HeNormal: { scale: 2, mode: 'fan_in', distribution: 'normal' },
  LecunUniform: { scale: 1, mode: 'fan_in', distribution: 'uniform' },
  LecunNormal: { scale: 1, mode: 'fan_in', distribution: 'normal' },
};

const INITIALIZERS: readonly string[] = [
  'Zeros',
  'Ones',
  'Constant',
  'RandomUniform',
  'RandomNormal',
  'TruncatedNormal',
  'VarianceScaling',
];

/** Keras's classes of initializers that can be read and written. */
export const KERAS_INITIALIZERS: readonly string[] = [...INITIALIZERS, ...Object.keys(VARIANCE_SCALING)];

/**
 * Some Keras backends reject larger seeds. Dropping the seed loses nothing: tfjs-layers draws other numbers from it.
 */
const MAX_SEED = 2 ** 31 - 1;

/**
 * Converts a layer, with `build_config` if Keras saves one for it.
 *
 * @param inputShape Input shape, or a list with the shape of each input.
 * @throws {PupilaError} 'bad-model' naming the layer and what Keras 3 does not support.
 */
export function kerasLayer(
  { class_name, config }: { class_name: string; config: Json },
  inputShape: unknown,
): KerasObject & { build_config?: Json } {
  const { name, trainable = true, ...rest } = config;
  const row = KERAS_LAYERS.get(class_name);
  const reject = (what: Message, received: unknown): never => {
    throw new PupilaError('bad-model', message`${what} Received: layer=${String(name)}, ${String(received)}`);
  };
  if (!row)
    return reject(message`A layer of class ${class_name} cannot be saved as .keras.`, `class=${class_name}`);
  if (String(name).includes('/'))
    return reject(message`A layer’s name must not contain / in Keras.`, `class=${class_name}`);
  const { follows = [], renamed = {}, defaults = {}, fixed = {} } = row;
  const followed = follows.map((key): [string, unknown] => {
    const value = rest[renamed[key] ?? key];
    return [key, value === undefined ? (defaults[key] ?? null) : convertArgument(key, value, reject)];
  });
  const written = kerasObject(row.module ?? 'keras.layers', class_name, {
    name,
    ...(row.isPlain ? { dtype: 'float32' } : { trainable, dtype: dtypePolicy('float32') }),
    ...fixed,
    ...Object.fromEntries(followed),
  });
  const object = row.module ? { ...written, registered_name: class_name } : written;
  return row.built ? { ...object, build_config: { input_shape: inputShape } } : object;
}

/** Serializes a Keras `DTypePolicy`. */
export function dtypePolicy(name: string): KerasObject {
  return kerasObject('keras', 'DTypePolicy', { name });
}

type Reject = (what: Message, received: unknown) => never;
interface Named {
  class_name: string;
  config: Json;
}

function convertArgument(key: string, value: unknown, reject: Reject): unknown {
  if (value === null) return null;
  if (key === 'seed') return validSeed(value);
  if (key === 'activation') return activation(value as string, reject);
  if (key.endsWith('_initializer')) return initializer(value as Named, reject);
  if (key.endsWith('_regularizer')) return regularizer(value as Named);
  if (key.endsWith('_constraint')) {
    return kerasObject('keras.constraints', (value as Named).class_name, (value as Named).config);
  }
  return value;
}

function activation(tfjsName: string, reject: Reject): string {
  const found = [...ACTIVATIONS].find(([, name]) => name === tfjsName);
  return found
    ? found[0]
    : reject(message`The activation ${tfjsName} cannot be saved as .keras.`, `activation=${tfjsName}`);
}

function initializer({ class_name, config }: Named, reject: Reject): KerasObject {
  const { scale, mode, distribution, ...rest } = config;
  const [specialName = null] =
    Object.entries(VARIANCE_SCALING).find(
      ([, each]) => each.scale === scale && each.mode === mode && each.distribution === distribution,
    ) ?? [];
  const name = specialName ?? (INITIALIZERS.includes(class_name) ? class_name : null);
  if (!name)
    return reject(
      message`The initializer ${class_name} cannot be saved as .keras.`,
      `initializer=${class_name}`,
    );
  const isNormal = name === 'VarianceScaling' && distribution === 'normal';
  const whole = isNormal ? { ...config, distribution: 'truncated_normal' } : config;
  const tfjsConfig = specialName ? rest : whole;
  const kerasConfig =
    'seed' in tfjsConfig ? { ...tfjsConfig, seed: validSeed(tfjsConfig['seed']) } : tfjsConfig;
  return kerasObject('keras.initializers', name, kerasConfig);
}

/** tfjs-layers writes `L1`, `L2` and `L1L2` as `L1L2`. */
function regularizer({ config: { l1, l2 } }: Named): KerasObject {
  const module = 'keras.regularizers';
  if (!l1) return kerasObject(module, 'L2', { l2 });
  return l2 ? kerasObject(module, 'L1L2', { l1, l2 }) : kerasObject(module, 'L1', { l1 });
}

function validSeed(value: unknown): unknown {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_SEED ? value : null;
}
