import '@tensorflow/tfjs-backend-cpu';
import { type Tensor, randomUniform } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { Message } from '../core/message';
import { messages } from '../i18n/es/messages/index';
import { translate } from '../i18n/translate';
import { buildNetwork } from '../models/build-network';
import { courseCnn } from '../models/course-cnn';
import { sizeText } from '../core/size-text';
import { summary } from '../models/summary';
import { ImpossibleLayer, checkOutput, describeNetwork } from './describe';
import { networkCode } from './keras-code';
import { networkOf } from './network-of';
import { type LayerSpec, NEW_LAYERS, type NetworkSpec, courseNetwork } from './layer-spec';
import { fitsClasses, lastActivation, withOutputFor } from './output';
import { plotModel } from './plot-model';
import { networkSummary } from './summary-table';
import { places, zerosBefore } from './window';

const network = (...layers: LayerSpec[]): NetworkSpec => ({ inputShape: [20, 23, 3], layers });
const all = network(
  { type: 'Conv2D', filters: 5, kernelSize: 4, strides: 2, padding: 'same', activation: 'tanh' },
  NEW_LAYERS.BatchNormalization,
  { type: 'MaxPooling2D', poolSize: 3, strides: 2, padding: 'same' },
  { type: 'AveragePooling2D', poolSize: 2, strides: 1, padding: 'valid' },
  NEW_LAYERS.Dropout,
  NEW_LAYERS.Conv2D,
  NEW_LAYERS.GlobalAveragePooling2D,
  NEW_LAYERS.Dense,
  { type: 'Dense', units: 3, activation: 'softmax' },
);

describe('a window', () => {
  it('has as many positions as in Keras', () => {
    expect([places(100, 5, 5, 'valid'), places(100, 10, 5, 'valid')]).toEqual([20, 19]);
    expect([places(100, 3, 1, 'same'), places(7, 3, 2, 'same'), places(2, 3, 1, 'valid')]).toEqual([
      100, 4, 0,
    ]);
    expect([
      zerosBefore(100, 3, 1, 'same'),
      zerosBefore(7, 4, 2, 'same'),
      zerosBefore(7, 4, 2, 'valid'),
    ]).toEqual([1, 1, 0]);
  });
});

describe('a network as data', () => {
  it("has the course's shapes and parameters", () => {
    const rows = describeNetwork(courseNetwork());
    expect(rows.map(({ params }) => params)).toEqual([1008, 0, 11700, 0, 11700, 0, 0, 5327360, 513]);
    expect(rows.map(({ outputShape }) => outputShape[0])).toEqual([148, 74, 72, 36, 34, 17, 10404, 512, 1]);
  });

  it('has the description that tfjs builds, for every layer', () => {
    for (const spec of [all, courseNetwork([40, 40, 1])]) {
      const model = buildNetwork(spec, 0);
      const rows = describeNetwork(spec);
      expect(rows.map(({ outputShape }) => [null, ...outputShape])).toEqual(
        model.layers.map(({ outputShape }) => outputShape),
      );
      expect(networkSummary(rows)).toBe(summary(model));
    }
  });

  it('starts with the input for a functional model, as in Keras', () => {
    const rows = describeNetwork(courseNetwork());
    const [title, input, first] = networkSummary(rows, 'functional')
      .split('\n')
      .filter((line) => /Model|│/.test(line));
    expect(title).toBe('Model: "functional"');
    expect(input).toMatch(/input_layer \(InputLayer\) +│ \(None, 150, 150, 3\) +│ +0 │$/);
    expect(first).toContain('conv2d (Conv2D)');
  });

  it("has the weights of the course's network for the same seed", () => {
    const [ours, course] = [
      buildNetwork(courseNetwork([22, 22, 3]), 7),
      courseCnn({ inputShape: [22, 22, 3], seed: 7 }),
    ];
    const values = (model: typeof ours) => model.getWeights().map((weight) => weight.dataSync());
    expect(values(ours)).toEqual(values(course));
  });

  it.each([
    [network(NEW_LAYERS.Flatten, NEW_LAYERS.Conv2D), 'needs-picture', 1, '(None, 1380)'],
    [
      network({ ...NEW_LAYERS.MaxPooling2D, poolSize: 21 } as LayerSpec),
      'window-too-large',
      0,
      `${sizeText(21, 21)}, ${sizeText(20, 23)}`,
    ],
    [network({ type: 'Dense', units: 0, activation: 'relu' }), 'bad-integer', 0, 'units=0'],
    [network({ type: 'Dropout', rate: 1 }), 'bad-rate', 0, 'rate=1'],
    [network(NEW_LAYERS.Flatten, NEW_LAYERS.GlobalAveragePooling2D), 'needs-picture', 1, '(None, 1380)'],
    [
      network(NEW_LAYERS.Flatten, { type: 'Dense', units: 1_000_000, activation: 'relu' }),
      'too-large',
      1,
      '16 GiB',
    ],
    [network({ ...NEW_LAYERS.Conv2D, filters: 3_000_000 } as LayerSpec), 'too-large', 0, '6 GiB'],
    [network(), 'needs-vector', -1, '(None, 20, 23, 3)'],
    [network(NEW_LAYERS.Conv2D), 'needs-vector', 0, '(None, 18, 21, 36)'],
  ])('rejects networks that cannot be built', (spec, problem, index, received) => {
    const error = (() => {
      try {
        buildNetwork(spec);
      } catch (caught) {
        return caught;
      }
      return null;
    })();
    expect(error).toBeInstanceOf(ImpossibleLayer);
    expect(error).toMatchObject({ problem, index, received, code: 'invalid-argument' });
  });

  it('has a Flatten of a vector, which changes nothing, as in Keras', () => {
    const dense = { type: 'Dense', units: 2, activation: 'softmax' } as const;
    const spec = network(NEW_LAYERS.GlobalAveragePooling2D, NEW_LAYERS.Flatten, dense, NEW_LAYERS.Flatten);
    expect(describeNetwork(spec).map(({ outputShape }) => outputShape)).toEqual([[3], [3], [2], [2]]);
    const [model, without] = [spec, network(NEW_LAYERS.GlobalAveragePooling2D, dense)].map((each) =>
      buildNetwork(each, 1),
    );
    const picture = randomUniform([2, 20, 23, 3], 0, 1, 'float32', 1);
    const answers = [model, without].map((each) => [...(each!.predict(picture) as Tensor).dataSync()]);
    expect(answers[0]).toEqual(answers[1]);
    expect(networkOf(model!)).toEqual(spec);
  });

  it('says in Spanish why it cannot be built', () => {
    const problem = (spec: NetworkSpec): string => {
      try {
        buildNetwork(spec);
      } catch (error) {
        return translate((error as ImpossibleLayer).translatable as Message, messages);
      }
      return '';
    };
    expect(problem(network(NEW_LAYERS.Flatten, NEW_LAYERS.Conv2D))).toBe(
      'Conv2D debe recibir (alto, ancho, canales). Recibido: layer=conv2d, (None, 1380)',
    );
    expect(problem(network())).toContain('Recibido: layer=input_layer, (None, 20, 23, 3)');
  });

  it('names the rejected layer', () => {
    const spec = network(NEW_LAYERS.Conv2D, { ...NEW_LAYERS.Conv2D, kernelSize: 0 } as LayerSpec);
    expect(() => describeNetwork(spec)).toThrow(
      'The numbers of Conv2D must be positive integers. Received: layer=conv2d_1, kernelSize=0',
    );
  });

  it('accepts the largest networks that fit into memory', () => {
    const rows = describeNetwork(
      network(NEW_LAYERS.Flatten, { type: 'Dense', units: 129_000, activation: 'relu' }),
    );
    expect(() => checkOutput(rows, [20, 23, 3])).not.toThrow();
  });

  it('fits two classes with one sigmoid unit, or any number with a softmax unit each', () => {
    const ending = (units: number, activation: 'sigmoid' | 'softmax' | 'linear') =>
      network(NEW_LAYERS.Flatten, { type: 'Dense', units, activation });
    expect(fitsClasses(courseNetwork(), 2)).toBe(true);
    expect([2, 3].map((classes) => fitsClasses(ending(3, 'softmax'), classes))).toEqual([false, true]);
    expect(fitsClasses(ending(2, 'softmax'), 2)).toBe(true);
    for (const [units, activation] of [
      [1, 'linear'],
      [1, 'softmax'],
      [2, 'sigmoid'],
    ] as const) {
      expect(fitsClasses(ending(units, activation), 2)).toBe(false);
    }
    expect(fitsClasses(courseNetwork(), 3)).toBe(false);
    expect(fitsClasses(network(NEW_LAYERS.Flatten), 2)).toBe(false);
    expect(fitsClasses(network(NEW_LAYERS.Flatten, NEW_LAYERS.Dense, NEW_LAYERS.Dropout), 2)).toBe(false);
  });

  it('generates Keras code without defaults', () => {
    const code = networkCode(courseNetwork());
    expect(code).toContain('layers.Input(shape=(150, 150, 3)),');
    expect(code.match(/layers\.Conv2D\(filters=36, kernel_size=3, activation="relu"\)/g)).toHaveLength(3);
    expect(code.match(/layers\.MaxPooling2D\(pool_size=2\)/g)).toHaveLength(3);
    expect(code).toContain('layers.Dense(units=1, activation="sigmoid")');
    expect(networkCode(all)).toContain(
      '    layers.Conv2D(\n        filters=5, kernel_size=4, strides=2, padding="same", activation="tanh"\n    ),\n',
    );
  });

  it('has its size rounded as in Python, half to even', () => {
    const size = (filters: number): string => {
      const layer = { ...NEW_LAYERS.Conv2D, filters, kernelSize: 7 } as LayerSpec;
      return /Total params: (.*)/.exec(networkSummary(describeNetwork(network(layer))))?.[1] as string;
    };
    expect(size(8)).toBe('1,184 (4.62 KB)');
    expect(size(24)).toBe('3,552 (13.88 KB)');
  });

  it('is found in a model of its layers, and not in another', () => {
    const model = buildNetwork(all, 1);
    expect(networkOf(model)).toEqual(all);
    const same = { getClassName: () => 'Dense', inboundNodes: [{ inboundLayers: [] }] };
    const dense = { units: 2, activation: 'softmax' };
    const of = (config: object) =>
      networkOf({ layers: [{ ...same, getConfig: () => config }], inputs: [{ shape: [null, 4, 4, 3] }] });
    expect(of(dense)?.layers).toEqual([{ type: 'Dense', ...dense }]);
    for (const other of [
      { useBias: false },
      { trainable: false },
      { kernelRegularizer: { className: 'L1L2' } },
      { biasInitializer: { className: 'Ones', config: {} } },
    ])
      expect(of({ ...dense, ...other })).toBeNull();
    expect(networkOf({ layers: [], inputs: [{ shape: [null, 4] }] })).toBeNull();
  });

  it('ends in the activation of a nested model too', () => {
    const dense = (units: number, options = {}) => layers.dense({ units, inputShape: [4], ...options });
    const head = sequential({ layers: [dense(4), dense(3, { activation: 'softmax' })] });
    expect(lastActivation(sequential({ layers: [dense(4), head] }))).toBe('softmax');
    expect(lastActivation(sequential({ layers: [dense(4, { activation: 'relu' }), dense(1)] }))).toBe(
      'linear',
    );
  });

  it('is drawn as a box for the input and each layer, with arrows between them', () => {
    const svg = plotModel(describeNetwork(courseNetwork()), [150, 150, 3], 'network');
    expect(svg).toContain('input_layer (InputLayer)');
    expect(svg.match(/marker-end/g)).toHaveLength(9);
    expect(svg).toContain('conv2d_2 (Conv2D)');
    expect(svg).toContain('(None, 17, 17, 36)');
    // A character at font size 12 is 7.3 pixels wide.
    const longest = 'global_average_pooling2d (GlobalAveragePooling2D)';
    const wide = plotModel(describeNetwork(network(NEW_LAYERS.GlobalAveragePooling2D)), [20, 23, 3], '');
    expect(wide).toContain(longest);
    expect(Number(/<rect x='12' y='12' width='(\d+)'/.exec(wide)?.[1])).toBeGreaterThan(7.3 * longest.length);
  });
});

describe('a last layer for the classes', () => {
  it.each([
    [courseNetwork(), 3, 9],
    [courseNetwork(), 2, 9],
    [network(NEW_LAYERS.GlobalAveragePooling2D), 5, 2],
  ])('suits them', (spec, classes, count) => {
    const fitted = withOutputFor(spec, classes);
    expect(fitsClasses(fitted, classes)).toBe(true);
    expect(fitted.layers).toHaveLength(count);
    expect(fitted.layers.slice(0, -1)).toEqual(spec.layers.slice(0, count - 1));
  });
});
