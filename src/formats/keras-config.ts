/** Converts a Keras 2 or 3 model config to the form that tfjs-layers reads. Plain JSON to JSON. */
import { PupilaError } from '../core/errors';
import { type Message, message } from '../core/message';

export type Json = Record<string, unknown>;
interface LayerConfig {
  /** Only in Keras 3. */
  module?: string;
  class_name: string;
  config: Json;
  name?: string;
  inbound_nodes?: unknown;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Converts a model config.
 *
 * @param config `{class_name, config}` of a Sequential or Functional model.
 * @throws {PupilaError} 'bad-model' for another kind of model or a layer that tfjs-layers does not support.
 */
export function toTfjsConfig(config: unknown): { class_name: string; config: Json } {
  if (!isObject(config) || !isObject(config['config']))
    throw badModel(message`A model config must have \`class_name\` and \`config\`.`);
  const { class_name: kind, config: model } = config as { class_name: string; config: Json };
  const layers = model['layers'];
  if (!Array.isArray(layers))
    throw badModel(message`Only Sequential and Functional models can be read. Received: ${kind}`);
  if (!layers.every((layer) => isObject(layer) && isObject(layer['config'])))
    throw badModel(message`A layer in a model config must have \`class_name\` and \`config\`.`);
  if (kind === 'Sequential') {
    return {
      class_name: 'Sequential',
      config: { name: model['name'], layers: sequentialLayers(layers as LayerConfig[]) },
    };
  }
  const converted = (layers as LayerConfig[]).map((layer) => ({
    ...convertLayer(layer),
    name: layer.name ?? layer.config['name'],
    inbound_nodes: inboundNodes(layer.inbound_nodes),
  }));
  const tensorList = (value: unknown): unknown =>
    Array.isArray(value) && !Array.isArray(value[0]) ? [value] : value;
  const { name, input_layers: inputs, output_layers: outputs } = model;
  return {
    class_name: 'Model',
    config: { name, layers: converted, input_layers: tensorList(inputs), output_layers: tensorList(outputs) },
  };
}

/** Removes the InputLayer and moves its shape to the first layer. */
function sequentialLayers(layers: LayerConfig[]): LayerConfig[] {
  const input = layers[0]?.class_name === 'InputLayer' ? layers[0] : null;
  const rest = layers.slice(input ? 1 : 0).map(convertLayer);
  const first = rest[0];
  if (first && input) first.config['batch_input_shape'] = batchShape(input.config);
  return rest;
}

function convertLayer(layer: LayerConfig): LayerConfig {
  const { class_name, config } = layer;
  checkArguments(layer);
  const result = unwrap(config) as Json;
  const shape = batchShape(config);
  if (shape) result['batch_input_shape'] = shape;
  delete result['batch_shape'];
  // tfjs-layers uses the older names.
  if (result['activation'] === 'silu') result['activation'] = 'swish';
  if (class_name === 'LeakyReLU' && 'negative_slope' in result) result['alpha'] = result['negative_slope'];
  return { class_name, config: result };
}

/** Rejects arguments that tfjs-layers ignores, which would change the results. */
function checkArguments({ module, class_name, config }: LayerConfig): void {
  if ((class_name === 'Functional' || class_name === 'Model') && 'layers' in config)
    throw badModel(
      message`A Functional model inside another cannot be read. Received: layer=${String(config['name'])}`,
    );
  const { groups = 1, keepdims = false, negative_slope = 0, threshold = 0, activation } = config;
  if (Number(groups) !== 1)
    throw badModel(message`Grouped convolutions cannot be read. Received: ${class_name}`);
  if (keepdims === true)
    throw badModel(message`Pooling with \`keepdims\` cannot be read. Received: ${class_name}`);
  if (class_name === 'ReLU' && (Number(negative_slope) !== 0 || Number(threshold) !== 0))
    throw badModel(message`A ReLU with a slope or a threshold cannot be read. Received: ReLU`);
  if (module && activation === 'hard_sigmoid')
    throw badModel(message`Keras 3's hard_sigmoid cannot be read. Received: ${class_name}`);
}

function batchShape(config: Json): unknown {
  return config['batch_shape'] ?? config['batch_input_shape'];
}

/** Unwraps Keras 3 objects (`{module, class_name, config, registered_name}`) and dtype policies. */
function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  if (value['class_name'] === 'DTypePolicy') return (value['config'] as Json)['name'];
  if (typeof value['class_name'] === 'string' && isObject(value['config'])) return unwrapObject(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
}

function unwrapObject(value: Json): Json {
  const config = unwrap(value['config']) as Json;
  // tfjs-layers has only `L1L2`.
  if (value['class_name'] === 'L1') return { class_name: 'L1L2', config: { l1: config['l1'], l2: 0 } };
  if (value['class_name'] === 'L2') return { class_name: 'L1L2', config: { l1: 0, l2: config['l2'] } };
  return { class_name: value['class_name'], config };
}

/** Keras 3 nests tensors in call arguments. Keras 2 already lists `[layer, node, tensor, {}]`. */
function inboundNodes(nodes: unknown): unknown {
  if (!Array.isArray(nodes)) return [];
  return nodes.map((node: unknown) => (isObject(node) ? tensorsIn(node['args']) : node));
}

function tensorsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isObject(value)) return [];
  if (value['class_name'] === '__keras_tensor__') {
    const [layer, node, tensor] = (value['config'] as Json)['keras_history'] as [string, number, number];
    return [[layer, node, tensor, {}]];
  }
  return Object.values(value).flatMap(tensorsIn);
}

function badModel(rule: Message): PupilaError {
  return new PupilaError('bad-model', rule);
}
