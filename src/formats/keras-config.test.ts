import { describe, expect, it } from 'vitest';
import { toTfjsConfig } from './keras-config';

const tensor = (layer: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, 0, 0] },
});

/** A functional model with a Dropout, called with `training`. */
const withDropout = (training: unknown) => ({
  class_name: 'Functional',
  config: {
    name: 'model',
    layers: [
      {
        class_name: 'InputLayer',
        config: { name: 'input', batch_shape: [null, 4] },
        name: 'input',
        inbound_nodes: [],
      },
      {
        class_name: 'Dropout',
        config: { name: 'dropout', rate: 0.5 },
        name: 'dropout',
        inbound_nodes: [{ args: [tensor('input')], kwargs: { training } }],
      },
    ],
    input_layers: [['input', 0, 0]],
    output_layers: [['dropout', 0, 0]],
  },
});

const callOf = (training: unknown, version: string): unknown => {
  const { layers } = toTfjsConfig(withDropout(training), version).config as {
    layers: { inbound_nodes: unknown[][][] }[];
  };
  return layers[1]?.inbound_nodes[0]?.[0]?.[3];
};

describe('`training` in the call of a layer', () => {
  // Keras 3 writes the default value, False, and uses that of the model's call.
  it.each([false, true, null])('is ignored in files of Keras 3: %s', (training) => {
    expect(callOf(training, '3.15.1')).toEqual({});
  });

  it('fixes the layer in files of Keras 2, where only False can be computed', () => {
    expect(callOf(false, '2.15.0')).toEqual({ training: false });
    expect(callOf(null, '2.15.0')).toEqual({});
    expect(() => callOf(true, '2.15.0')).toThrow('Received: layer=dropout, training=True');
  });
});
