/**
 * One layer's config as Keras 3 writes it, from the one that tfjs-layers writes. Pure JSON to JSON.
 *
 * Left out are arguments that are new in Keras and hold their default (`quantization_config` of Dense, `input_axes` and
 * `output_axes` of initializers): Keras 3.16 does not miss them, and earlier versions refuse what they do not know.
 */
import { PupilaError } from '../core/errors';
import type { Json } from './keras-config';

/** A Keras object: where it lives, what it is, what it was made with. */
export interface KerasObject {
  module: string;
  class_name: string;
  config: Json;
  registered_name: string | null;
}

/** A built-in class of Keras. */
export const kerasObject = (module: string, class_name: string, config: Json): KerasObject => ({
  module,
  class_name,
  config,
  registered_name: null,
});

interface Rule {
  /** Whether Keras notes the shape that the layer was built for. */
  built?: true;
  /** Arguments that Keras has and tfjs-layers does not say. */
  more?: Json;
  /** Names that differ: tfjs-layers' to Keras's. */
  renamed?: Readonly<Record<string, string>>;
}

/** The layers that mean the same in tfjs-layers and in Keras 3. */
const RULES: Readonly<Record<string, Rule>> = {
  Conv2D: { built: true, more: { groups: 1 } },
  DepthwiseConv2D: { built: true },
  SeparableConv2D: { built: true },
  Dense: { built: true },
  BatchNormalization: { built: true, more: { synchronized: false } },
  Flatten: { built: true, more: { data_format: 'channels_last' } },
  Reshape: { built: true },
  MaxPooling2D: {},
  AveragePooling2D: {},
  GlobalAveragePooling2D: { more: { keepdims: false } },
  GlobalMaxPooling2D: { more: { keepdims: false } },
  ZeroPadding2D: {},
  Dropout: {},
  Activation: {},
  ReLU: { more: { negative_slope: 0, threshold: 0 } },
  LeakyReLU: { renamed: { alpha: 'negative_slope' } },
  Softmax: {},
  Rescaling: {},
  Add: { built: true },
  Multiply: { built: true },
  Average: { built: true },
  Maximum: { built: true },
  Minimum: { built: true },
  Concatenate: { built: true },
};

/** Activations that are the same function in both; `hard_sigmoid` is another in Keras 3. */
const ACTIVATIONS: readonly string[] = [
  ...['linear', 'relu', 'relu6', 'elu', 'selu', 'gelu', 'silu', 'mish', 'sigmoid', 'tanh'],
  ...['softmax', 'log_softmax', 'softplus', 'softsign'],
];

/** Names of what tfjs-layers knows as `VarianceScaling` alone, by scale, mode and distribution. */
const VARIANCE_SCALING: Readonly<Record<string, string>> = {
  '1 fan_avg uniform': 'GlorotUniform',
  '1 fan_avg normal': 'GlorotNormal',
  '2 fan_in uniform': 'HeUniform',
  '2 fan_in normal': 'HeNormal',
  '1 fan_in uniform': 'LecunUniform',
  '1 fan_in normal': 'LecunNormal',
};

const INITIALIZERS: readonly string[] = [
  ...['Zeros', 'Ones', 'Constant', 'RandomUniform', 'RandomNormal', 'TruncatedNormal', 'VarianceScaling'],
];

/** Above it some backends of Keras refuse a seed. What is drawn from it differs from tfjs-layers anyway. */
const LARGEST_SEED = 2 ** 31 - 1;

/**
 * A layer but its `build_config`.
 *
 * @param inputShape Of the layer, or of each of its inputs.
 * @throws {PupilaError} 'bad-model' naming the layer and what Keras 3 does not have.
 */
export function kerasLayer(
  { class_name, config }: { class_name: string; config: Json },
  inputShape: unknown,
): KerasObject & { build_config?: Json } {
  const { name, trainable = true, dtype = 'float32', batch_input_shape: _, ...rest } = config;
  const rule = RULES[class_name];
  const refuse = (what: string, received: unknown): never => {
    throw new PupilaError('bad-model', `${what} Received: layer=${String(name)}, ${String(received)}`);
  };
  if (!rule) return refuse(`Saved as .keras can be ${Object.keys(RULES).join(', ')}.`, class_name);
  if (String(name).includes('/')) return refuse("A layer's name has no / in Keras.", class_name);
  const own = Object.entries(rest).map(([key, value]) => [
    rule.renamed?.[key] ?? key,
    argument(key, value, refuse),
  ]);
  const all = {
    name,
    trainable,
    dtype: dtypePolicy(String(dtype)),
    ...rule.more,
    ...Object.fromEntries(own),
  };
  // Keras says it only where there is one.
  if (class_name === 'Dense' && all['activity_regularizer'] === null) delete all['activity_regularizer'];
  const object = kerasObject('keras.layers', class_name, all);
  return rule.built ? { ...object, build_config: { input_shape: inputShape } } : object;
}

/** What Keras calls a `DTypePolicy`. */
export function dtypePolicy(name: string): KerasObject {
  return kerasObject('keras', 'DTypePolicy', { name });
}

type Refuse = (what: string, received: unknown) => never;
interface Named {
  class_name: string;
  config: Json;
}

function argument(key: string, value: unknown, refuse: Refuse): unknown {
  if (value === null) return null;
  if (key === 'seed') return seed(value);
  if (key === 'activation') return activation(value as string, refuse);
  if (key.endsWith('_initializer')) return initializer(value as Named, refuse);
  if (key.endsWith('_regularizer')) return regularizer(value as Named);
  if (key.endsWith('_constraint')) {
    return kerasObject('keras.constraints', (value as Named).class_name, (value as Named).config);
  }
  return value;
}

/** Keras calls it by its first name. */
function activation(tfjsName: string, refuse: Refuse): string {
  const name = tfjsName === 'swish' ? 'silu' : tfjsName;
  return ACTIVATIONS.includes(name) ? name : refuse(`Activations are ${ACTIVATIONS.join(', ')}.`, name);
}

function initializer({ class_name, config }: Named, refuse: Refuse): KerasObject {
  const { scale, mode, distribution, ...rest } = config;
  const first = VARIANCE_SCALING[`${String(scale)} ${String(mode)} ${String(distribution)}`];
  const name = first ?? (INITIALIZERS.includes(class_name) ? class_name : null);
  if (!name) return refuse(`Initializers are ${INITIALIZERS.join(', ')}.`, class_name);
  const plain = first ? rest : config;
  const own = 'seed' in plain ? { ...plain, seed: seed(plain['seed']) } : plain;
  return kerasObject('keras.initializers', name, own);
}

/** tfjs-layers knows `L1`, `L2` and `L1L2` as one. */
function regularizer({ config: { l1, l2 } }: Named): KerasObject {
  const module = 'keras.regularizers';
  if (!l1) return kerasObject(module, 'L2', { l2 });
  return l2 ? kerasObject(module, 'L1L2', { l1, l2 }) : kerasObject(module, 'L1', { l1 });
}

function seed(value: unknown): unknown {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST_SEED
    ? value
    : null;
}
