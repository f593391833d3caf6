/**
 * Converts a layer config of Keras 2 or 3 to the form of tfjs-layers. Plain JSON to JSON. An argument is followed, or the
 * file is refused.
 */
import { PupilaError } from '../core/errors';
import { type Message, message } from '../core/message';
import { ACTIVATIONS } from '../models/layers/activations';
import { KERAS_LAYERS } from '../models/layers/registry';
import type { Json, LayerRow } from '../models/layers/row';
import { KERAS_INITIALIZERS, VARIANCE_SCALING } from './keras-layer-config';

/** A layer or a nested model in Keras's config. */
export interface LayerConfig {
  class_name: string;
  /** Only in Keras 3. */
  module?: string;
  config: Json;
  /** Only in Keras 3. Set for classes that are not Keras's own. */
  registered_name?: string | null;
  name?: string;
  inbound_nodes?: unknown;
}

interface Named {
  class_name: string;
  config: Json;
}

type Refuse = (rule: Message, received: unknown) => never;

/** Arguments of every layer, and those that place it in a model. */
const COMMON: readonly string[] = [
  'name',
  'trainable',
  'dtype',
  'batch_shape',
  'batch_input_shape',
  'batchInputShape',
];
/** Computing in half precision gives the same results but for rounding. */
const TYPES: readonly string[] = ['float32', 'mixed_float16', 'mixed_bfloat16'];
const REGULARIZERS: readonly string[] = ['L1', 'L2', 'L1L2'];
const CONSTRAINTS: readonly string[] = ['MaxNorm', 'MinMaxNorm', 'NonNeg', 'UnitNorm'];

/** Inputs of integers would cut off the fractions of pictures. */
const INPUT: LayerRow = {
  name: 'InputLayer',
  choices: { dtype: ['float32', 'float16', 'bfloat16'] },
  fixed: { sparse: false, ragged: false },
  // A model of pictures always gets its input.
  ignored: ['optional'],
};

/**
 * Converts an input.
 *
 * @throws {PupilaError} 'bad-model' naming the argument that cannot be read.
 */
export function tfjsInput({ config }: LayerConfig, shape: unknown): LayerConfig {
  const { name } = config;
  checkArguments(INPUT, config, refuserOf(config));
  return { class_name: 'InputLayer', config: { name, batch_input_shape: shape, dtype: 'float32' } };
}

/**
 * Converts a layer.
 *
 * @throws {PupilaError} 'bad-model' naming the layer, and the class or argument that cannot be read.
 */
export function tfjsLayer(layer: LayerConfig, isKeras3: boolean): Named {
  const { class_name, config, registered_name } = layer;
  const refuse: Refuse = refuserOf(config);
  const row = KERAS_LAYERS.get(class_name);
  if (!row || registered_name?.includes('>') || isOfAnotherModule(row, layer))
    return refuse(
      message`A layer of class ${class_name} cannot be read.`,
      `class=${registered_name ?? class_name}`,
    );
  const { name, trainable = true, dtype = 'float32' } = config;
  const type = typeof dtype === 'object' ? ((dtype as Json)['config'] as Json)['name'] : dtype;
  if (!TYPES.includes(String(type)))
    refuse(message`A layer’s \`dtype\` must be one of ${TYPES.join(', ')}.`, `dtype=${JSON.stringify(type)}`);
  checkArguments(row, config, refuse);
  const followed = (row.follows ?? []).flatMap((key): [string, unknown][] => {
    const written = key in config ? key : (row.renamed?.[key] ?? key);
    if (!(written in config)) return [];
    return [[row.renamed?.[key] ?? key, convert(key, config[written], isKeras3, refuse)]];
  });
  return { class_name, config: { name, trainable, dtype: 'float32', ...Object.fromEntries(followed) } };
}

/** Whether a class has the name of one outside of `keras.layers`, and is not that. Keras 2 has the module without `src`. */
function isOfAnotherModule({ module: own }: LayerRow, { module }: LayerConfig): boolean {
  return (
    own !== undefined && module !== undefined && module.replace(/^keras\.(src\.)?/, 'keras.src.') !== own
  );
}

const refuserOf =
  ({ name }: Json): Refuse =>
  (rule, received) => {
    throw new PupilaError('bad-model', message`${rule} Received: layer=${String(name)}, ${String(received)}`);
  };

/** Refuses arguments that the layer does not follow, unless they change nothing. */
function checkArguments(row: LayerRow, config: Json, refuse: Refuse): void {
  const { follows = [], renamed = {}, ignored = [] } = row;
  const known = [...COMMON, ...follows, ...Object.values(renamed)];
  const single: Json = { ...row.fixed, ...row.optional };
  for (const [key, value] of Object.entries(config)) {
    if (ignored.includes(key)) continue;
    const choices = row.choices?.[key] ?? (key in single ? [single[key]] : null);
    const isSupported = choices?.some((choice) => JSON.stringify(choice) === JSON.stringify(value));
    if (value === null || (isSupported ?? known.includes(key))) continue;
    refuse(argumentRule(row.name, key, choices), `${key}=${JSON.stringify(value)}`);
  }
}

function argumentRule(layer: string, key: string, choices: readonly unknown[] | null): Message {
  if (!choices) return message`The argument ${key} of ${layer} cannot be read.`;
  const values = choices.map((choice) => JSON.stringify(choice)).join(', ');
  if (choices.length === 1) return message`The argument ${key} of ${layer} must be ${values}.`;
  return message`The argument ${key} of ${layer} must be one of ${values}.`;
}

function convert(key: string, value: unknown, isKeras3: boolean, refuse: Refuse): unknown {
  if (value === null) return null;
  if (key === 'activation') return activation(value, isKeras3, refuse);
  if (typeof value !== 'object') return value;
  const object = value as Named;
  if (key.endsWith('_initializer')) return initializer(key, object, refuse);
  if (key.endsWith('_regularizer')) return regularizer(object, refuse);
  if (key.endsWith('_constraint')) {
    if (!CONSTRAINTS.includes(object.class_name))
      return refuse(
        message`The constraint ${object.class_name} cannot be read.`,
        `${key}=${object.class_name}`,
      );
    return { class_name: object.class_name, config: object.config };
  }
  // NumPy arrays, such as the scale of a Rescaling for each channel.
  if (object.class_name === '__numpy__') return object.config['value'];
  return value;
}

/** Other names of activations in Keras's files. */
const ALIASES: Readonly<Record<string, string>> = {
  swish: 'silu',
  hard_swish: 'hard_silu',
  softmax_v2: 'softmax',
};

/** Layers that Keras writes as the activation of another, where they are the same as an activation with a name. */
const ACTIVATION_LAYERS: Readonly<Record<string, (config: Json) => string | null>> = {
  Softmax: ({ axis = -1 }) => (axis === -1 ? 'softmax' : null),
  ReLU: ({ max_value = null, negative_slope = 0, threshold = 0 }) =>
    max_value === null && negative_slope === 0 && threshold === 0 ? 'relu' : null,
};

/** Returns the name of an activation: Keras writes it alone, as the name of a function, or as a layer. */
function activationName(value: unknown): string | null {
  if (typeof value === 'string') return ALIASES[value] ?? value;
  const { class_name, config } = value as { class_name: string; config: unknown };
  if (class_name === 'function') return activationName(config);
  return ACTIVATION_LAYERS[class_name]?.(config as Json) ?? null;
}

function activation(value: unknown, isKeras3: boolean, refuse: Refuse): unknown {
  const name = activationName(value);
  // Keras 2's has another slope, which tfjs-layers has too.
  if (name === 'hard_sigmoid' && !isKeras3) return name;
  const tfjsName = name === null ? undefined : ACTIVATIONS.get(name);
  if (tfjsName) return tfjsName;
  const received = typeof value === 'string' ? value : JSON.stringify(value);
  return refuse(message`The activation ${received} cannot be read.`, `activation=${received}`);
}

function initializer(key: string, { class_name, config }: Named, refuse: Refuse): Named {
  if (!KERAS_INITIALIZERS.includes(class_name))
    return refuse(message`The initializer ${class_name} cannot be read.`, `${key}=${class_name}`);
  const { input_axes = null, output_axes = null, ...rest } = config;
  const unread = Object.entries({ input_axes, output_axes, ...distributionOf(rest) }).find(
    ([, value]) => value !== null,
  );
  if (unread)
    return refuse(
      message`The argument ${unread[0]} of ${class_name} cannot be read.`,
      `${unread[0]}=${JSON.stringify(unread[1])}`,
    );
  const scaling = VARIANCE_SCALING[class_name];
  return scaling
    ? { class_name: 'VarianceScaling', config: { ...rest, ...scaling } }
    : { class_name, config: rest };
}

/** The distribution of `VarianceScaling` that is not drawn. */
const distributionOf = ({ distribution }: Json): Json =>
  distribution === 'untruncated_normal' ? { distribution } : {};

/** tfjs-layers has only `L1L2`. */
function regularizer({ class_name, config }: Named, refuse: Refuse): Named {
  if (!REGULARIZERS.includes(class_name))
    return refuse(message`The regularizer ${class_name} cannot be read.`, `regularizer=${class_name}`);
  const { l1 = 0, l2 = 0 } = config;
  return { class_name: 'L1L2', config: { l1, l2 } };
}
