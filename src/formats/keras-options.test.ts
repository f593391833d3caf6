/**
 * Every option that Keras writes (fixtures/keras_options.py) is in a table: honoured, if a case with another value than the
 * default is compared with Keras; refused with other values than the default; or without effect, for a reason.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { startWasm } from '../engines/wasm/wasm.testing';
import { ACTIVATIONS } from '../models/layers/activations';
import { KERAS_LAYERS } from '../models/layers/registry';
import type { Json } from '../models/layers/row';
import { buildModel } from './keras-file';
import { savedOptimizer } from './keras-optimizer';
import { DRAWN_CASES, KERAS, LAYER_CASES, keras, modelJson } from './layer-options.testing';

type Row<Last extends unknown[]> = [classes: string, option: string, ...last: Last];

const penalty = keras('keras.regularizers', 'L2', { l2: 0.1 });
const LAST_ONLY =
  'CenterCrop RandomBrightness RandomContrast RandomFlip RandomRotation RandomTranslation RandomZoom Resizing ' +
  'SpatialDropout2D UpSampling2D';

/** Values of layers' options that are refused. `*` stands for every class that has the option. */
const REFUSED: Row<unknown[]>[] = [
  ['*', 'dtype', 'float64', 'string'],
  ['*', 'activity_regularizer', penalty],
  [LAST_ONLY, 'data_format', 'channels_first'],
  ['AlphaDropout', 'noise_shape', [null, 1]],
  ['BatchNormalization', 'renorm', true],
  ['BatchNormalization', 'renorm_clipping', { rmin: 0.5 }],
  ['Dense', 'quantization_config', keras('keras.quantizers', 'Int8QuantizationConfig', {})],
  ['InputLayer', 'ragged', true],
  ['InputLayer', 'sparse', true],
  ['LayerNormalization', 'rms_scaling', true],
  ['Resizing', 'antialias', true],
  ['Resizing', 'interpolation', 'bicubic', 'lanczos3', 'lanczos5'],
  ['Resizing', 'pad_to_aspect_ratio', true],
  ['UpSampling2D', 'interpolation', 'bicubic', 'lanczos3', 'lanczos5'],
];

/** Options of layers, initializers and optimizers that change no result, and why. */
const WITHOUT_EFFECT: Row<[why: string]>[] = [
  ['*', 'seed', 'A run draws from its own seed.'],
  ['*', 'trainable', 'One place freezes the weights of any layer. A case has a frozen Dense.'],
  ['BatchNormalization', 'renorm_momentum', 'Only with `renorm`, which is refused.'],
  ['BatchNormalization', 'synchronized', 'A model trains on one device.'],
  ['InputLayer', 'batch_shape', 'Every case has another shape.'],
  ['InputLayer', 'optional', 'A model of pictures always gets its input.'],
  ['Resizing', 'fill_mode', 'Only with `pad_to_aspect_ratio`, which is refused.'],
  ['Resizing', 'fill_value', 'Only with `pad_to_aspect_ratio`, which is refused.'],
];

const isOf = <Last extends unknown[]>(name: string, key: string) => {
  return ([classes, option]: Row<Last>): boolean =>
    option === key && (classes === '*' || classes.split(' ').includes(name));
};

/** Every option of every class of a kind. */
const optionsOf = (
  kind: 'layers' | 'optimizers' | 'schedules' | 'regularizers' | 'constraints' | 'initializers',
) =>
  Object.entries(KERAS[kind].read).flatMap(([name, options]) =>
    Object.entries(options).map(([key, initial]) => ({ name, key, initial })),
  );

const isOther = (value: unknown, initial: unknown): boolean =>
  value !== undefined && JSON.stringify(value) !== JSON.stringify(initial);

/** Builds a model of one layer. Returns the message of its refusal, or null. */
async function refusal(layer: string, options: Json): Promise<string | null> {
  const isInput = layer === 'InputLayer';
  const json = modelJson(
    isInput ? 'Activation' : layer,
    isInput ? {} : options,
    [6, 6, 2],
    isInput ? options : {},
  );
  try {
    (await buildModel(json, KERAS.keras)).dispose();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

beforeAll(async () => void (await startWasm()));

describe("a layer's options", () => {
  it("are those of the registry's layers", () => {
    // Keras has no public layer of these names: arithmetic in a graph, and a layer of its own ConvNeXt.
    const ours = [...KERAS_LAYERS.keys(), 'InputLayer'].filter(
      (name) => name !== 'Operation' && name !== 'LayerScale',
    );
    expect(Object.keys(KERAS.layers.read)).toEqual(ours.sort());
  });

  it.each(optionsOf('layers'))(
    '$name: $key is honoured, refused or without effect',
    ({ name, key, initial }) => {
      const cases = [...LAYER_CASES, ...DRAWN_CASES].filter(
        ({ layer, options }) => layer === name && isOther(options[key], initial),
      );
      const rows = [...REFUSED, ...WITHOUT_EFFECT].filter(isOf(name, key));
      expect(cases.length + rows.length).toBeGreaterThan(0);
    },
  );

  it.each(REFUSED)('%s: %s is refused: %j', async (classes, key, ...values) => {
    const holders = optionsOf('layers').filter(
      ({ name, key: each }) => each === key && isOf(name, key)([classes, key]),
    );
    expect(holders).not.toEqual([]);
    for (const { name } of holders)
      for (const value of values)
        expect(await refusal(name, { [key]: value }), `${name} with ${String(value)}`).toContain(`${key}=`);
  });

  it.each(WITHOUT_EFFECT)('%s: %s is an option of a layer, and named once', (classes, key) => {
    const holders = optionsOf('layers').filter(
      ({ name, key: each }) => each === key && isOf(name, key)([classes, key]),
    );
    expect(holders).not.toEqual([]);
  });
});

describe("Keras's other classes", () => {
  it.each(KERAS.layers.others)('%s is refused by its name', async (name) => {
    expect(await refusal(name, {})).toContain(`class=${name}`);
  });

  it.each(KERAS.regularizers.others)('%s is refused by its name', async (name) => {
    const object = keras('keras.regularizers', name, {});
    expect(await refusal('Dense', { units: 2, kernel_regularizer: object })).toContain(name);
  });

  it.each(KERAS.initializers.others)('%s is refused by its name', async (name) => {
    const object = keras('keras.initializers', name, {});
    expect(await refusal('Dense', { units: 2, kernel_initializer: object })).toContain(name);
  });

  it.each(KERAS.optimizers.others)('%s is refused by its name', (name) => {
    const problem = savedOptimizer({ optimizer: keras('keras.optimizers', name, {}) });
    expect(problem).toMatchObject({ name: null, problem: { text: expect.stringContaining(name) as string } });
  });

  it.each(KERAS.activations)('the activation %s is read or refused by its name', async (activation) => {
    const message = await refusal('Activation', { activation });
    const aliases = ['hard_swish', 'swish'];
    expect(message === null).toBe(ACTIVATIONS.has(activation) || aliases.includes(activation));
    if (message !== null) expect(message).toContain(activation);
  });
});
