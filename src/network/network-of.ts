/** Describes a tfjs-layers model as plain data, if it is a chain of the layers in layer-spec.ts. */
import type { LayerSpec, LayerType, NetworkSpec } from './layer-spec';

/** The part of a tfjs-layers layer that is read here. */
interface ModelLayer {
  getClassName(): string;
  getConfig(): object;
  readonly inboundNodes: readonly { readonly inboundLayers: readonly unknown[] }[];
}

/** The part of a tfjs-layers model that is read here. */
export interface ModelLayers {
  readonly layers: readonly ModelLayer[];
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
}

type Config = Readonly<Record<string, unknown>>;

/** Arguments that `LayerSpec` has, by type; `window` ones are the same in both directions. */
const ARGUMENTS: Readonly<Record<LayerType, { window?: readonly string[]; other?: readonly string[] }>> = {
  Conv2D: { window: ['kernelSize', 'strides'], other: ['filters', 'padding', 'activation'] },
  MaxPooling2D: { window: ['poolSize', 'strides'], other: ['padding'] },
  AveragePooling2D: { window: ['poolSize', 'strides'], other: ['padding'] },
  GlobalAveragePooling2D: {},
  BatchNormalization: {},
  Dropout: { other: ['rate'] },
  Flatten: {},
  Dense: { other: ['units', 'activation'] },
};
/** Other arguments, with the values that code without them has. Missing and null ones are those too. */
const DEFAULTS: Config = {
  trainable: true,
  useBias: true,
  dataFormat: 'channelsLast',
  dilationRate: [1, 1],
  dtype: 'float32',
  axis: -1,
  momentum: 0.99,
  epsilon: 1e-3,
  center: true,
  scale: true,
};
/** Arguments that do not change what a layer computes; initial weights are compared apart. */
const WITHOUT_EFFECT = ['name', 'batchInputShape', 'dtype'];

/**
 * Returns the network of a model. Null if Keras code of `NetworkSpec` would build another one: other layers or arguments,
 * branches, frozen layers.
 *
 * @example
 * networkOf(buildNetwork(courseNetwork())); // courseNetwork()
 */
export function networkOf({ layers, inputs }: ModelLayers): NetworkSpec | null {
  const shape = inputs[0]?.shape.slice(1) ?? [];
  const chain = layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const isPicture = inputs.length === 1 && shape.length === 3 && shape.every(Boolean);
  const isChain = chain.every(
    ({ inboundNodes }, i) =>
      inboundNodes.length === 1 && (i === 0 || inboundNodes[0]?.inboundLayers[0] === chain[i - 1]),
  );
  const specs = chain.map(specOf);
  if (!isPicture || !isChain || specs.includes(null)) return null;
  return { inputShape: shape as unknown as NetworkSpec['inputShape'], layers: specs as LayerSpec[] };
}

function specOf(layer: ModelLayer): LayerSpec | null {
  const type = layer.getClassName();
  if (!(type in ARGUMENTS)) return null;
  const { window = [], other = [] } = ARGUMENTS[type as LayerType];
  const config = layer.getConfig() as Config;
  const isSquare = window.every((name) => sides(config[name]).length === 1);
  const rest = Object.entries(config).filter(([name]) => ![...window, ...other].includes(name));
  if (!isSquare || !rest.every(isPlain)) return null;
  const values = [
    ...window.map((name) => [name, sides(config[name])[0]]),
    ...other.map((n) => [n, config[n]]),
  ];
  return { type, ...Object.fromEntries(values) } as LayerSpec;
}

/** Returns the different sides of a window. */
const sides = (size: unknown): unknown[] => [...new Set([size].flat())];

function isPlain([name, value]: [string, unknown]): boolean {
  if (value === null || value === undefined || WITHOUT_EFFECT.includes(name)) return true;
  if (name.endsWith('Initializer')) return isDefaultInitializer(name, value as Config);
  return JSON.stringify(value) === JSON.stringify(DEFAULTS[name]);
}

/** Keras's: glorot uniform for kernels, ones for factors, zeros for the rest. */
function isDefaultInitializer(name: string, { className, config }: Config): boolean {
  if (!name.startsWith('kernel')) return className === (/gamma|Variance/.test(name) ? 'Ones' : 'Zeros');
  const { scale, mode, distribution } = config as Config;
  return className === 'GlorotUniform' || (scale === 1 && mode === 'fanAvg' && distribution === 'uniform');
}
