/** Generates Python for Keras that does the same as the settings made here. */
import { snakeCase } from '../core/spelling';
import type { LayerSpec, NetworkSpec } from './layer-spec';
import { script } from './python-script';

/** Python code to insert as it is: a name or a call. */
export class Expression {
  constructor(readonly text: string) {}
}

/** Formats a number, string, boolean, null, tuple or expression as Python. */
export function python(value: unknown): string {
  if (value instanceof Expression) return value.text;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `(${value.map(python).join(', ')}${value.length === 1 ? ',' : ''})`;
  return JSON.stringify(value);
}

/** Formats a call with keyword arguments, on a single line or one argument per line. */
export function call(name: string, args: Readonly<Record<string, unknown>>, lines = false): string {
  const texts = Object.entries(args).map(([key, value]) => `${snakeCase(key)}=${python(value)}`);
  if (!lines || texts.length === 0) return `${name}(${texts.join(', ')})`;
  return `${name}(\n${texts.map((text) => `    ${text},\n`).join('')})`;
}

/** Formats one layer: `layers.Dense(units=512, activation="relu")`. */
export function layerCode(layer: LayerSpec): string {
  const { type, ...args } = layer;
  return call(`layers.${type}`, withoutDefaults(layer, args));
}

/**
 * Returns a Python script for Keras that builds the network, prints its summary and plots it.
 *
 * @example
 * networkCode(courseNetwork()); // "from tensorflow import keras …"
 */
export function networkCode(network: NetworkSpec): string {
  return script(
    [modelCode(network), 'model.summary()', 'keras.utils.plot_model(model, show_shapes=True)'].join('\n'),
  );
}

/** Returns the statement that builds the network, as `model`. */
export function modelCode({ inputShape, layers }: NetworkSpec): string {
  const lines = [`layers.Input(shape=${python([...inputShape])})`, ...layers.map(layerCode)];
  return `model = keras.Sequential([\n${lines.map((line) => `    ${line},\n`).join('')}])`;
}

function withoutDefaults(layer: LayerSpec, args: object): Record<string, unknown> {
  const defaults: Record<string, unknown> = {
    padding: 'valid',
    activation: 'linear',
    strides: 'poolSize' in layer ? layer.poolSize : 1,
  };
  return Object.fromEntries(Object.entries(args).filter(([key, value]) => value !== defaults[key]));
}
