/** Converts a tfjs-layers model to the `config.json` of a `.keras` file. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import type { Json } from './keras-config';
import { type KerasObject, dtypePolicy, kerasLayer, kerasObject } from './keras-layer-config';

interface LayerJson {
  class_name: string;
  config: Json;
  name?: string;
  inbound_nodes?: TensorJson[][];
}
/** Layer, node, tensor, call arguments. */
type TensorJson = [string, number, number, Json];

/**
 * Converts a Sequential or Functional model.
 *
 * @param model A built model of the layers in keras-layer-config.ts.
 * @throws {PupilaError} 'bad-model' naming a layer that Keras 3 does not support.
 */
export function toKerasConfig(model: LayersModel): KerasObject & { build_config: Json } {
  const { class_name, config } = model.toJSON(null, false) as { class_name: string; config: Json };
  const [input] = model.inputs ?? [];
  if (!input)
    throw new PupilaError('bad-model', message`A model must have an input shape before it can be saved.`);
  const layers = config['layers'] as LayerJson[];
  if (class_name !== 'Sequential') return functional(model, config, layers);
  const [first] = layers;
  const inputConfig =
    first?.class_name === 'InputLayer' ? first.config : { ...first?.config, name: 'input_layer' };
  const chain = first?.class_name === 'InputLayer' ? layers.slice(1) : layers;
  const object = kerasObject('keras', 'Sequential', {
    name: model.name,
    trainable: true,
    dtype: dtypePolicy('float32'),
    layers: [inputLayer(inputConfig), ...chain.map((layer) => convert(model, layer))],
    build_input_shape: input.shape,
  });
  return { ...object, build_config: { input_shape: input.shape } };
}

function functional(model: LayersModel, config: Json, layers: LayerJson[]) {
  const nodes = layers.map((layer) => {
    const isInput = layer.class_name === 'InputLayer';
    const object = isInput ? inputLayer(layer.config) : convert(model, layer);
    const calls = (layer.inbound_nodes ?? []).map((tensors) => call(model, tensors));
    return { ...object, name: layer.name, inbound_nodes: isInput ? [] : calls };
  });
  const object = {
    // Keras saves the private module name and a registered name here.
    ...kerasObject('keras.src.models.functional', 'Functional', {
      name: model.name,
      trainable: true,
      layers: nodes,
      input_layers: unwrapSingle(config['input_layers']),
      output_layers: unwrapSingle(config['output_layers']),
    }),
    registered_name: 'Functional',
  };
  return { ...object, build_config: { input_shape: null } };
}

function inputLayer({ name, batch_input_shape, dtype = 'float32' }: Json): KerasObject {
  const kind = { dtype, sparse: false, ragged: false, optional: false };
  return kerasObject('keras.layers', 'InputLayer', { batch_shape: batch_input_shape, ...kind, name });
}

/** Converts one call of a layer. Its argument is a tensor, or a list of tensors. */
function call(model: LayersModel, tensors: TensorJson[]): Json {
  const args = tensors.map(([layer, node, tensor]) => {
    const output = model.getLayer(layer).inboundNodes[node]?.outputTensors[tensor];
    return {
      class_name: '__keras_tensor__',
      config: { shape: output?.shape, dtype: output?.dtype, keras_history: [layer, node, tensor] },
    };
  });
  return { args: args.length === 1 ? args : [args], kwargs: {} };
}

function convert(model: LayersModel, { class_name, config }: LayerJson): KerasObject {
  const { inboundNodes, weights } = model.getLayer(config['name'] as string);
  const shapes = inboundNodes[0]?.inputShapes ?? [];
  // tfjs-layers omits this argument.
  const missing = class_name === 'SeparableConv2D' ? { depth_multiplier: weights[0]?.shape[3] } : {};
  return kerasLayer(
    { class_name, config: { ...config, ...missing } },
    shapes.length === 1 ? shapes[0] : shapes,
  );
}

/** Keras writes a list only for several tensors. */
function unwrapSingle(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
