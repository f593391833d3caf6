/** Converts a Keras 2 or 3 model config to the form that tfjs-layers reads. Plain JSON to JSON. */
import { PupilaError, withReceived } from '../core/errors';
import { type Message, message } from '../core/message';
import { type Operand, operationName } from '../models/layers/operation';
import { KERAS_LAYERS } from '../models/layers/registry';
import type { Json } from '../models/layers/row';
import { type LayerConfig, tfjsInput, tfjsLayer } from './keras-layer-reading';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Converts a model config.
 *
 * @param config `{class_name, config}` of a Sequential or Functional model.
 * @param version The version of Keras that wrote it, such as '3.16.0'. Files without one are older than Keras 3.
 * @throws {PupilaError} 'bad-model' for another kind of model, or naming a layer or an argument that cannot be read.
 */
export function toTfjsConfig(config: unknown, version: unknown): { class_name: string; config: Json } {
  return convertModel(config, typeof version === 'string' && Number.parseInt(version, 10) >= 3);
}

function convertModel(config: unknown, isKeras3: boolean): { class_name: string; config: Json } {
  const written = isObject(config) ? config['config'] : null;
  // Before Keras 2.2.3, a Sequential was the list of its layers.
  const model = Array.isArray(written) ? { layers: written } : written;
  if (!isObject(config) || !isObject(model))
    throw badModel(message`A model config must have \`class_name\` and \`config\`.`);
  const kind = config['class_name'] as string;
  const layers = model['layers'];
  if (!Array.isArray(layers))
    throw badModel(message`Only Sequential and Functional models can be read. Received: ${kind}`);
  if (!layers.every((layer) => isObject(layer) && isObject(layer['config'])))
    throw badModel(message`A layer in a model config must have \`class_name\` and \`config\`.`);
  if (kind === 'Sequential') return sequential(model, layers as LayerConfig[], isKeras3);
  return functional(model, (layers as LayerConfig[]).map(withOperation), isKeras3);
}

/** Removes the InputLayer and moves its shape to the first layer, unless that is a model, which has its own. */
function sequential(model: Json, layers: LayerConfig[], isKeras3: boolean) {
  const { name = 'sequential', trainable = true, build_input_shape } = model;
  const input = layers[0]?.class_name === 'InputLayer' ? convertLayer(layers[0], isKeras3) : null;
  const rest = layers.slice(input ? 1 : 0).map((layer) => convertLayer(layer, isKeras3));
  const first = rest[0];
  const shape = input ? batchShape(input.config) : build_input_shape;
  if (first && shape && !isModel(first)) first.config['batch_input_shape'] ??= shape;
  return { class_name: 'Sequential', config: { name, trainable, layers: rest } };
}

function functional(model: Json, layers: LayerConfig[], isKeras3: boolean) {
  // Keras 3 counts only the calls of a nested model. Keras 2 and tfjs-layers also count the model itself as a call.
  const models = new Set(layers.filter(isModel).map(nameOf));
  const fromKeras3 = layers.some(({ inbound_nodes: nodes }) => Array.isArray(nodes) && nodes.some(isObject));
  const callOf = (layer: string, call: number) => call + Number(fromKeras3 && models.has(layer));
  const converted = layers.map((layer) => ({
    ...convertLayer(layer, isKeras3),
    name: nameOf(layer),
    inbound_nodes: inboundNodes(layer, callOf, isKeras3),
  }));
  const tensorList = (value: unknown): unknown => {
    const tensors = (Array.isArray(value) && !Array.isArray(value[0]) ? [value] : value) as unknown[];
    return tensors?.map((tensor) => {
      const [layer, call, ...rest] = tensor as [string, number, ...unknown[]];
      return [layer, callOf(layer, call), ...rest];
    });
  };
  const { name, trainable = true, input_layers: inputs, output_layers: outputs } = model;
  return {
    class_name: 'Model',
    config: {
      name,
      trainable,
      layers: converted,
      input_layers: tensorList(inputs),
      output_layers: tensorList(outputs),
    },
  };
}

const isModel = ({ config }: LayerConfig): boolean => Array.isArray(config['layers']);

const nameOf = ({ name, config }: LayerConfig): string => name ?? (config['name'] as string);

function convertLayer(layer: LayerConfig, isKeras3: boolean): LayerConfig {
  if (isModel(layer)) return convertModel(layer, isKeras3);
  const shape = batchShape(layer.config);
  if (layer.class_name === 'InputLayer') return tfjsInput(layer, shape);
  const converted = tfjsLayer(layer, isKeras3);
  if (shape) converted.config['batch_input_shape'] = shape;
  return converted;
}

function batchShape(config: Json): unknown {
  return config['batch_shape'] ?? config['batch_input_shape'] ?? config['batchInputShape'];
}

/**
 * Converts an operation of `keras.ops`, which is a layer in Keras's config, to an `Operation`. Its numbers are among the
 * arguments of its call.
 */
function withOperation(layer: LayerConfig): LayerConfig {
  const { class_name, module = '', config } = layer;
  const nodes = ((layer.inbound_nodes ?? []) as unknown[]).filter(isObject);
  const args = nodes.map((node) => node['args']).filter(Array.isArray) as unknown[][];
  const operation = /^keras\.(src\.)?ops\./.test(module) ? operationName(class_name) : undefined;
  const [operands, ...others] = args;
  const isReadable = operands?.every((value) => typeof value === 'number' || isObject(value));
  if (operation && isReadable && others.length === 0) return operationOf(layer, operation, operands);
  const number = args.flat().find((value) => typeof value === 'number');
  if (number === undefined) return layer;
  const rule = message`A layer call may take only tensors.`;
  throw badModel(withReceived(rule, { layer: config['name'], argument: number }));
}

function operationOf(layer: LayerConfig, operation: string, args: readonly (number | Json)[]): LayerConfig {
  const tensors = args.filter((value) => typeof value !== 'number');
  let tensor = 0;
  const operands = args.map((value): Operand => (typeof value === 'number' ? value : { tensor: tensor++ }));
  const [node] = layer.inbound_nodes as [Json];
  return {
    ...layer,
    class_name: 'Operation',
    config: { name: layer.config['name'], operation, operands },
    inbound_nodes: [{ ...node, args: tensors }],
  };
}

/** An input of a call: layer, call, tensor, arguments. */
type TensorJson = [layer: string, call: number, tensor: number, kwargs?: Json];

/** Keras 3 nests tensors in the arguments of a call. Keras 2 already lists them. */
function inboundNodes(
  layer: LayerConfig,
  callOf: (layer: string, call: number) => number,
  isKeras3: boolean,
): unknown {
  const written = (layer.inbound_nodes ?? []) as unknown[];
  // Reported by `checkGraph`.
  if (!written.every((node) => isObject(node) || isTensorList(node))) return written;
  const nodes = written.map((node): TensorJson[] => {
    if (!isObject(node)) return node as TensorJson[];
    return tensorsIn(node['args']).map(([from, call, tensor]) => [
      from,
      call,
      tensor,
      node['kwargs'] as Json,
    ]);
  });
  const modes = new Set(nodes.flat().map((tensor) => isInference(layer, tensor[3] ?? {}, isKeras3)));
  if (modes.size > 1)
    throw badModel(
      withReceived(message`All calls of a layer must have the same \`training\`.`, { layer: nameOf(layer) }),
    );
  const kwargs = modes.has(true) ? { training: false } : {};
  return nodes.map((tensors) =>
    tensors.map(([from, call, tensor]) => [from, callOf(from, call), tensor, kwargs]),
  );
}

const isTensorList = (node: unknown): boolean => Array.isArray(node) && node.every(Array.isArray);

/** Whether a call's arguments fix the layer in inference. */
function isInference(layer: LayerConfig, kwargs: Json, isKeras3: boolean): boolean {
  const hasMode = isModel(layer) || KERAS_LAYERS.get(layer.class_name)?.hasTrainingMode === true;
  const { training, ...rest } = kwargs;
  const other = Object.keys(rest).find((key) => rest[key] !== null);
  const rule = message`A call of a layer must have no argument but \`training=False\`.`;
  if (other) throw badModel(withReceived(rule, { layer: nameOf(layer), argument: other }));
  // Keras 3 writes the default value of the argument, which is False, and always uses that of the model's call.
  if (!hasMode || isKeras3) return false;
  if (training === true) throw badModel(withReceived(rule, { layer: nameOf(layer), training: 'True' }));
  return training === false;
}

function tensorsIn(value: unknown): TensorJson[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isObject(value)) return [];
  if (value['class_name'] !== '__keras_tensor__') return Object.values(value).flatMap(tensorsIn);
  const [layer, call, tensor] = (value['config'] as Json)['keras_history'] as [string, number, number];
  return [[layer, call, tensor]];
}

function badModel(rule: Message): PupilaError {
  return new PupilaError('bad-model', rule);
}
