/** Generates Python for Keras that does the same as the settings made here. */
import { snakeCase } from '../core/spelling';
import { type LayerSpec, NEW_LAYERS, type NetworkSpec } from './layer-spec';
import { script } from './python-script';

/** The longest line that is not broken, in characters. */
export const LINE = 88;

/** Python code to insert as it is: a name or a call. */
export class Expression {
  constructor(readonly text: string) {}
}

/** A part of a group: a value, and what stands before it, such as `units=`. */
type Part = readonly [before: string, value: unknown];

const inLine = (parts: readonly Part[]): string =>
  parts.map(([before, value]) => `${before}${python(value)}`).join(', ');

/** Code in brackets, which can have a line for each of its parts. */
export class Group extends Expression {
  constructor(
    readonly open: string,
    readonly parts: readonly Part[],
    readonly close: string,
  ) {
    super(`${open}${inLine(parts)}${close}`);
  }

  /** Returns the code with a line for each part. Parts that are too long for a line are broken too. */
  lines(indent = ''): string {
    const parts = this.parts.map(([before, value]) => fitted(before, value, ',', `${indent}    `));
    return [this.open, ...parts, `${indent}${this.close}`].join('\n');
  }
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

/** Formats a value between two texts: on a single line, else its parts on a line of their own, else on a line each. */
export function fitted(before: string, value: unknown, after = '', indent = ''): string {
  const line = `${indent}${before}${python(value)}${after}`;
  if (line.length <= LINE || !(value instanceof Group) || value.parts.length === 0) return line;
  const parts = `${indent}    ${inLine(value.parts)}`;
  const broken =
    parts.length <= LINE ? `${value.open}\n${parts}\n${indent}${value.close}` : value.lines(indent);
  return `${indent}${before}${broken}${after}`;
}

/** Returns a call with keyword arguments. */
export const kerasCall = (name: string, args: Readonly<Record<string, unknown>>): Group =>
  new Group(
    `${name}(`,
    Object.entries(args).map(([key, value]) => [`${snakeCase(key)}=`, value]),
    ')',
  );

/** Formats a call with keyword arguments, on a single line or one argument per line. */
export function call(name: string, args: Readonly<Record<string, unknown>>, lines = false): string {
  const group = kerasCall(name, args);
  return lines && group.parts.length > 0 ? group.lines() : group.text;
}

/** Formats one layer: `layers.Dense(units=512, activation="relu")`. */
export const layerCode = (layer: LayerSpec): string => layerCall(layer).text;

/** The arguments of a layer have the order of `NEW_LAYERS`, which is Keras's. */
function layerCall(layer: LayerSpec): Group {
  const { type, ...args } = { ...NEW_LAYERS[layer.type], ...layer };
  return kerasCall(`layers.${type}`, withoutDefaults(layer, args));
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
  const parts = [kerasCall('layers.Input', { shape: [...inputShape] }), ...layers.map(layerCall)];
  const model = new Group(
    'keras.Sequential([',
    parts.map((part) => ['', part]),
    '])',
  );
  return `model = ${model.lines()}`;
}

function withoutDefaults(layer: LayerSpec, args: object): Record<string, unknown> {
  const defaults: Record<string, unknown> = {
    padding: 'valid',
    activation: 'linear',
    strides: 'poolSize' in layer ? layer.poolSize : 1,
  };
  return Object.fromEntries(Object.entries(args).filter(([key, value]) => value !== defaults[key]));
}
