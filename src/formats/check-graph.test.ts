import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { type Tensor, setBackend } from '@tensorflow/tfjs-core';
import { type SymbolicTensor, input, layers, model as functional } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArchive, packArchive } from '../data/archive/archive';
import { checkGraph } from './check-graph';
import { makeHdf5 } from './hdf5';
import { loadKerasModel } from './model-file';
import { loadModelFile } from './model-file';
import { loadModel, saveModel } from './tfjs-model';

type Wires = Record<string, [layer: string, call?: number][][]>;

/** Builds a functional model of Add layers from the inputs of each layer's calls. Layers without calls are inputs. */
function graph(wires: Wires) {
  const built = Object.entries(wires).map(([name, calls]) => ({
    class_name: calls.length === 0 ? 'InputLayer' : 'Add',
    name,
    config: { name, ...(calls.length === 0 && { batch_input_shape: [null, 4], dtype: 'float32' }) },
    inbound_nodes: calls.map((inputs) => inputs.map(([layer, call = 0]) => [layer, call, 0, {}])),
  }));
  const ends = (name: string) => [[name, 0, 0]];
  return {
    class_name: 'Model',
    config: { name: 'm', layers: built, input_layers: ends('in'), output_layers: ends('out') },
  };
}

const TWO: Wires = { in: [], a: [[['in'], ['b']]], b: [[['a'], ['in']]], out: [[['b'], ['in']]] };

const BROKEN: [string, Wires, string][] = [
  ['a cycle of two layers', TWO, 'a ← b ← a'],
  ['a layer that is its own input', { in: [], a: [[['in'], ['a']]], out: [[['a'], ['in']]] }, 'a ← a'],
  [
    'a cycle that another layer depends on',
    { in: [], out: [[['c'], ['in']]], c: [[['a'], ['in']]], a: [[['in'], ['b']]], b: [[['a'], ['in']]] },
    'a ← b ← a',
  ],
  ['a layer that does not exist', { in: [], out: [[['in'], ['ghost']]] }, 'layer=out, input=ghost'],
  [
    'a call that does not exist',
    { in: [], a: [[['in'], ['in']]], out: [[['a', 1], ['in']]] },
    'input=a, call=1',
  ],
  [
    'a cycle of calls',
    {
      in: [],
      a: [
        [['in'], ['in']],
        [['a', 1], ['in']],
      ],
      out: [[['a'], ['in']]],
    },
    'a ← a',
  ],
];

/** Wraps a model in an outer model. */
function nested(inner: object) {
  const outer = graph({
    in: [],
    inner: [[['in']]],
    out: [
      [
        ['inner', 1],
        ['inner', 1],
      ],
    ],
  });
  const { config } = inner as { config: object };
  outer.config.layers[1] = {
    ...(outer.config.layers[1] as object),
    class_name: 'Model',
    config: { ...config, name: 'inner' },
  } as never;
  return outer;
}

beforeAll(async () => {
  await setBackend('cpu');
});

describe('checkGraph', () => {
  it.each(BROKEN)('rejects %s', (_, wires, received) => {
    for (const config of [graph(wires), nested(graph(wires)), { model_config: graph(wires) }]) {
      expect(() => checkGraph(config)).toThrow(`Received: `);
      expect(() => checkGraph(config)).toThrow(received);
    }
  });

  it.each<[string, unknown]>([
    ['a name instead of a list', [['in', 0, 0, {}]]],
    ['no index', [[['in']]]],
    ['an index below 0', [[['in', -1, 0]]]],
    ['an object', [{ args: [] }]],
  ])('rejects an inbound node with %s', (_, nodes) => {
    const config = graph({ in: [], out: [[['in']]] });
    (config.config.layers[1] as { inbound_nodes: unknown }).inbound_nodes = nodes;
    expect(() => checkGraph(config)).toThrow('An inbound node must be [layer, call, output, arguments].');
  });

  it('rejects duplicate and inconsistent names', () => {
    const twice = graph({ in: [], out: [[['in'], ['in']]] });
    twice.config.layers.push(twice.config.layers[1] as never);
    expect(() => checkGraph(twice)).toThrow('its own name. Received: layer=out');
    const differs = graph({ in: [], out: [[['in'], ['in']]] });
    (differs.config.layers[1] as { name: string }).name = 'other';
    expect(() => checkGraph(differs)).toThrow('only one name');
  });

  it('accepts layers in any order and layers with several calls', () => {
    checkGraph(graph({ out: [[['b'], ['a']]], b: [[['a'], ['in']]], a: [[['in'], ['in']]], in: [] }));
    // a(b(a(b(x)))), as tfjs writes it.
    checkGraph(
      graph({
        in: [],
        b: [[['in']], [['a', 0]]],
        a: [[['b', 0]], [['b', 1]]],
        out: [[['a', 1], ['in']]],
      }),
    );
    checkGraph({ class_name: 'Sequential', config: { layers: [{ class_name: 'Dense', config: {} }] } });
    checkGraph(null);
  });
});

/** tfjs-layers also accepts camelCase. */
const inCamelCase = (config: object): unknown =>
  JSON.parse(JSON.stringify(config).replaceAll('inbound_nodes', 'inboundNodes'));

describe('model files with a cycle', () => {
  const cycle = graph(TWO);
  const expectRejection = async (loading: Promise<unknown>): Promise<void> => {
    await expect(loading).rejects.toMatchObject({ code: 'bad-model' });
    await expect(loading).rejects.toThrow('a ← b ← a');
  };
  const kerasWith = async (config: unknown) => {
    const archive = await openArchive(
      new Uint8Array(readFileSync('fixtures/train/small_binary_adam.initial.keras')),
    );
    const weights = await archive.read('model.weights.h5');
    return packArchive({ 'config.json': JSON.stringify(config), 'model.weights.h5': weights.buffer });
  };
  /** As Keras 3 writes it. */
  const functionalOf = ({ config }: typeof cycle) => ({
    class_name: 'Functional',
    config: {
      ...config,
      layers: config.layers.map((layer) => ({
        ...layer,
        inbound_nodes: layer.inbound_nodes.map((node) => ({
          args: [
            node.map(([from, call, output]) => ({
              class_name: '__keras_tensor__',
              // Keras 3 does not count a nested model itself as a call.
              config: { keras_history: [from, Number(call) - Number(from === 'inner'), output] },
            })),
          ],
        })),
      })),
    },
  });

  it.each([
    ['model.json', cycle],
    ['model.json of Keras, with model_config', { model_config: cycle }],
    ['model.json with a model inside', nested(cycle)],
    ['model.json in the other spelling', inCamelCase(cycle)],
  ])('%s', async (_, modelTopology) => {
    const json = { modelTopology, weightsManifest: [] };
    await expectRejection(loadModel(json, () => Promise.reject(new Error('no weights'))));
    const zip = await packArchive({ 'model.json': JSON.stringify(json) });
    await expectRejection(loadModelFile(zip));
  });

  it('.keras', async () => {
    await expectRejection(loadModelFile(await kerasWith(functionalOf(cycle))));
    await expectRejection(loadModelFile(await kerasWith(cycle)));
    await expectRejection(loadModelFile(await kerasWith(functionalOf(nested(cycle)))));
  });

  it('.h5', async () => {
    const bytes = await makeHdf5((file) => file.create_attribute('model_config', JSON.stringify(cycle)));
    await expectRejection(loadKerasModel(bytes));
  });
});

it('accepts the graphs that tfjs-layers saves: branches, shared layers, nested models', async () => {
  const x = input({ shape: [4] });
  const shared = layers.dense({ units: 4, name: 'shared' });
  const once = shared.apply(x) as SymbolicTensor;
  const twice = shared.apply(layers.reLU().apply(once)) as SymbolicTensor;
  const model = functional({ inputs: x, outputs: layers.add().apply([once, twice]) as SymbolicTensor });
  const outer = input({ shape: [4] });
  const inner = model.apply(outer) as SymbolicTensor;
  const whole = functional({
    inputs: outer,
    outputs: layers.dense({ units: 2 }).apply(inner) as SymbolicTensor,
  });
  for (const each of [model, whole]) {
    checkGraph(JSON.parse(each.toJSON() as string));
    checkGraph(each.toJSON(null, false));
  }
  const metadata = {
    classes: ['a', 'b'],
    colorMode: 'rgb',
    interpolation: 'nearest',
    keepAspectRatio: false,
    rescale: 1,
  } as const;
  const { modelJson, weights } = await saveModel(model, metadata);
  const again = await loadModel(JSON.parse(JSON.stringify(modelJson)), () => Promise.resolve(weights));
  expect((again.model.outputs[0]?.shape as unknown as Tensor['shape']).at(-1)).toBe(4);
});
