/** Converts a tfjs-layers model to the `config.json` of a `.keras` file. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { isCalledForInference } from '../models/model-layers';
import { type Operand, operationClass } from '../models/layers/operation';
import type { Json } from '../models/layers/row';
import { type KerasObject, dtypePolicy, kerasLayer, kerasObject } from './keras-layer-config';
import { kerasModelClass } from './keras-layout';

interface LayerJson {
  class_name: string;
  config: Json;
  name?: string;
  inbound_nodes?: TensorJson[][];
}
/** Layer, call, tensor, call arguments. */
type TensorJson = [string, number, number, Json];
/** A serialized layer, with the shape that Keras builds it for. */
type BuiltObject = KerasObject & { build_config?: Json };

/**
 * Converts a Sequential or Functional model.
 *
 * @param model A built model of the layers in the registry, and of such models.
 * @throws {PupilaError} 'bad-model' naming a layer that Keras 3 does not support.
 */
export function toKerasConfig(model: LayersModel): BuiltObject {
  const { config } = model.toJSON(null, false) as { config: Json };
  if (!model.inputs?.[0])
    throw new PupilaError('bad-model', message`A model must have an input shape before it can be saved.`);
  return modelObject(model, config);
}

function modelObject(model: LayersModel, config: Json): BuiltObject {
  const layers = config['layers'] as LayerJson[];
  return kerasModelClass(model) === 'Sequential'
    ? sequential(model, layers)
    : functional(model, config, layers);
}

function sequential(model: LayersModel, layers: LayerJson[]): BuiltObject {
  const shape = model.inputs[0]?.shape;
  const [first] = layers;
  const isInput = first?.class_name === 'InputLayer';
  const inputConfig = isInput ? first.config : { name: 'input_layer', batch_input_shape: shape };
  const chain = isInput ? layers.slice(1) : layers;
  const object = kerasObject('keras', 'Sequential', {
    name: model.name,
    trainable: model.trainable,
    dtype: dtypePolicy('float32'),
    layers: [inputLayer(inputConfig), ...chain.map((layer) => convert(model, layer))],
    build_input_shape: shape,
  });
  return { ...object, build_config: { input_shape: shape } };
}

function functional(model: LayersModel, config: Json, layers: LayerJson[]): BuiltObject {
  const nodes = layers.map((layer) => {
    const isInput = layer.class_name === 'InputLayer';
    const object = isInput ? inputLayer(layer.config) : convert(model, layer);
    const calls = (layer.inbound_nodes ?? []).map((tensors) => call(model, layer, tensors));
    return { ...object, name: layer.name, inbound_nodes: isInput ? [] : calls };
  });
  const object = {
    // Keras saves the private module name and a registered name here.
    ...kerasObject('keras.src.models.functional', 'Functional', {
      name: model.name,
      trainable: model.trainable,
      layers: nodes,
      input_layers: tensorList(model, config['input_layers']),
      output_layers: tensorList(model, config['output_layers']),
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
function call(model: LayersModel, { config }: LayerJson, tensors: TensorJson[]): Json {
  const args = tensors.map(([layer, node, tensor]) => {
    const output = model.getLayer(layer).inboundNodes[node]?.outputTensors[tensor];
    return {
      class_name: '__keras_tensor__',
      config: {
        shape: output?.shape,
        dtype: output?.dtype,
        keras_history: [layer, kerasCall(model, layer, node), tensor],
      },
    };
  });
  const { operands } = config;
  if (Array.isArray(operands)) {
    const written = (operands as Operand[]).map((operand) =>
      typeof operand === 'number' ? operand : args[operand.tensor],
    );
    return { args: written, kwargs: {} };
  }
  const isInference = isCalledForInference(model.getLayer(config['name'] as string));
  const kwargs = isInference ? { training: false } : {};
  return { args: args.length === 1 ? args : [args], kwargs };
}

/** The number of a call in Keras. tfjs-layers also counts a nested model itself as a call. */
function kerasCall(model: LayersModel, layer: string, call: number): number {
  return call - Number(isModel(model.getLayer(layer)));
}

const isModel = (layer: LayersModel['layers'][number]): layer is LayersModel =>
  (layer as Partial<LayersModel>).layers !== undefined;

function convert(model: LayersModel, { class_name, config }: LayerJson): BuiltObject {
  const layer = model.getLayer(config['name'] as string);
  if (isModel(layer)) return modelObject(layer, config);
  if (class_name === 'Operation') return operation(config);
  const shapes = layer.inboundNodes[0]?.inputShapes ?? [];
  // Missing in the config of tfjs-layers' own class.
  const missing = class_name === 'SeparableConv2D' ? { depth_multiplier: layer.weights[0]?.shape[3] } : {};
  return kerasLayer(
    { class_name, config: { ...config, ...missing } },
    shapes.length === 1 ? shapes[0] : shapes,
  );
}

/** Keras writes the numbers of an operation with its call. */
function operation({ name, operation }: Json): KerasObject {
  const className = operationClass(operation as string);
  return { ...kerasObject('keras.src.ops.numpy', className, { name }), registered_name: className };
}

/** Converts the inputs or outputs of a model. Keras writes a list only for several tensors. */
function tensorList(model: LayersModel, value: unknown): unknown {
  const tensors = (value as TensorJson[]).map(([layer, node, tensor]) => [
    layer,
    kerasCall(model, layer, node),
    tensor,
  ]);
  return tensors.length === 1 ? tensors[0] : tensors;
}
