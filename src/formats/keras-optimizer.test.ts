import { describe, expect, it } from 'vitest';
import type { LearningRateSchedule } from '../options/learning-rate-schedule';
import { OPTIMIZERS, OPTIMIZER_NAMES, type OptimizerConfig } from '../options/optimizer-config';
import { resolveOptimizer } from '../options/resolve-optimizer';
import { slotCount } from '../training/optimizers';
import type { Hdf5Array } from './hdf5';
import { compileConfig, compileJson } from './keras-compile';
import { optimizerArrays, optimizerObject, optimizerState, savedOptimizer } from './keras-optimizer';

const scalarOf = (value: number): Hdf5Array => ({ shape: [], data: Float32Array.of(value) });
const read = (optimizer: unknown) => savedOptimizer({ optimizer });

/** Every argument of an optimizer, with a value that is not the default. */
const unusual = (name: OptimizerConfig['name']): OptimizerConfig => {
  const other = (value: unknown): unknown => {
    if (typeof value === 'number') return value === 0 ? 0.5 : value / 2;
    return typeof value === 'boolean' ? !value : value;
  };
  const { defaults } = OPTIMIZERS[name];
  const entries = Object.entries(defaults).map(([key, value]) => [key, other(value)]);
  return {
    ...Object.fromEntries(entries),
    name,
    weightDecay: 0.25,
    globalClipnorm: 3,
    emaOverwriteFrequency: 7,
    lossScaleFactor: 8,
    gradientAccumulationSteps: 4,
  } as OptimizerConfig;
};

const SCHEDULES: LearningRateSchedule[] = [
  {
    name: 'ExponentialDecay',
    initialLearningRate: 0.1,
    decaySteps: 5,
    decayRate: 0.9,
    staircase: true,
  },
  { name: 'InverseTimeDecay', initialLearningRate: 0.1, decaySteps: 5, decayRate: 0.9 },
  { name: 'PolynomialDecay', initialLearningRate: 0.1, decaySteps: 5, power: 2, cycle: true },
  { name: 'CosineDecay', initialLearningRate: 0, decaySteps: 5, warmupTarget: 0.2, warmupSteps: 3 },
  { name: 'CosineDecayRestarts', initialLearningRate: 0.1, firstDecaySteps: 5, tMul: 1.5, mMul: 0.5 },
  { name: 'PiecewiseConstantDecay', boundaries: [2, 4], values: [0.1, 0.05, 0.01] },
];

describe('an optimizer in a file', () => {
  it.each(OPTIMIZER_NAMES)('%s is the same after writing and reading', (name) => {
    for (const config of [{ name }, unusual(name)]) {
      const object = optimizerObject(config);
      const again = read(JSON.parse(JSON.stringify(object)));
      expect(again).toEqual(resolveOptimizer(config));
      expect(optimizerObject(again as OptimizerConfig)).toEqual(object);
    }
  });

  it.each(SCHEDULES)('$name is the same after writing and reading', (learningRate) => {
    const object = optimizerObject({ name: 'nadam', learningRate });
    const again = read(JSON.parse(JSON.stringify(object)));
    expect(again).toEqual(resolveOptimizer({ name: 'nadam', learningRate }));
    expect(optimizerObject(again as OptimizerConfig)).toEqual(object);
  });

  it("has Keras's names and values", () => {
    expect(optimizerObject({ name: 'adamw', beta1: 0.8, learningRate: 0.1 })).toEqual({
      module: 'keras.optimizers',
      class_name: 'AdamW',
      config: {
        name: 'adam_w',
        learning_rate: 0.10000000149011612,
        weight_decay: 0.004,
        clipnorm: null,
        global_clipnorm: null,
        clipvalue: null,
        use_ema: false,
        ema_momentum: 0.99,
        ema_overwrite_frequency: null,
        loss_scale_factor: null,
        gradient_accumulation_steps: null,
        beta_1: 0.8,
        beta_2: 0.999,
        epsilon: 1e-7,
        amsgrad: false,
      },
      registered_name: null,
    });
    const { config } = optimizerObject({ name: 'sgd', learningRate: SCHEDULES[4] as LearningRateSchedule });
    expect(config['learning_rate']).toEqual({
      module: 'keras.optimizers.schedules',
      class_name: 'CosineDecayRestarts',
      config: {
        initial_learning_rate: 0.1,
        first_decay_steps: 5,
        t_mul: 1.5,
        m_mul: 0.5,
        alpha: 0,
        name: 'SGDRDecay',
      },
      registered_name: null,
    });
  });

  it('has floats where Keras wants floats', () => {
    const learningRate = { name: 'PiecewiseConstantDecay', boundaries: [1, 2], values: [1, 0.5, 0] } as const;
    const text = compileJson({ optimizer: { name: 'sgd', learningRate }, loss: 'binary_crossentropy' });
    expect(text).toContain('"boundaries":[1,2],"values":[1.0,0.5,0.0]');
    expect(text).toContain('"momentum":0.0,"nesterov":false');
    expect(text).toContain('"steps_per_execution":1');
    expect(JSON.parse(text)).toEqual(
      compileConfig({ optimizer: { name: 'sgd', learningRate }, loss: 'binary_crossentropy' }),
    );
  });

  it('is read as Keras on PyTorch, Keras 2 and older versions write it', () => {
    const torch = { module: 'keras.src.backend.torch.optimizers.torch_adam', class_name: 'Adam', config: {} };
    expect(read(torch)).toEqual(resolveOptimizer({ name: 'adam' }));
    const old = { name: 'SGD', learning_rate: 0.5, decay: 0, jit_compile: true, is_legacy_optimizer: false };
    expect(read({ class_name: 'Custom>SGD', config: old })).toEqual(
      resolveOptimizer({ name: 'sgd', learningRate: 0.5 }),
    );
    const oldest = { class_name: 'Adam', config: { lr: 0.25, decay: 0, beta_1: 0.8999999761581421 } };
    expect(read(oldest)).toEqual(resolveOptimizer({ name: 'adam', learningRate: 0.25 }));
    // The float32 after 1e-4 needs nine digits.
    const reduced = { class_name: 'Adam', config: { learning_rate: 0.00010000000474974513 } };
    expect(read(reduced)).toEqual(resolveOptimizer({ name: 'adam', learningRate: 0.000100000005 }));
    expect(read('rmsprop')).toEqual(resolveOptimizer({ name: 'rmsprop' }));
    expect(read(null)).toBeNull();
    expect(savedOptimizer(undefined)).toBeNull();
  });

  const keras = (class_name: string, config: object) => ({ module: 'keras.optimizers', class_name, config });
  it.each([
    [keras('LossScaleOptimizer', { inner_optimizer: keras('Adam', {}) }), 'optimizer=LossScaleOptimizer'],
    [keras('Muon', {}), 'optimizer=Muon'],
    [{ module: 'my_project.optimizers', class_name: 'Adam', config: {} }, 'optimizer=Adam'],
    [keras('Adam', { clipnorm: 'much' }), '`clipnorm` must be a number, or null. Received: clipnorm=much'],
    [keras('SGD', { decay: 0.1 }), 'SGD has no argument `decay` in Pupila. Received: decay=0.1'],
    [keras('SGD', { momentum: 2 }), '`momentum` must be a number from 0 to 1. Received: momentum=2'],
    [keras('SGD', { clipnorm: 1, clipvalue: 1 }), 'Only one of'],
    [keras('SGD', { learning_rate: keras('MySchedule', {}) }), 'learning_rate=MySchedule'],
    [
      keras('SGD', { learning_rate: { class_name: 'function', config: 'warm_up' } }),
      'learning_rate=function',
    ],
    [
      keras('SGD', { learning_rate: keras('CosineDecay', { decay_steps: 0 }) }),
      '`decaySteps` must be a number',
    ],
    [
      keras('SGD', { learning_rate: keras('CosineDecay', { decay_steps: 2 }) }),
      'CosineDecay needs `initialLearningRate`, which must be a number. Received: initialLearningRate=undefined',
    ],
  ])('has a problem that names what Pupila does not have: %j', (object, problem) => {
    const text = expect.stringContaining(problem) as string;
    expect(read(object)).toMatchObject({ name: null, problem: { text } });
  });
});

describe("an optimizer's variables", () => {
  const shapes = [[2, 3, 4], [4]];

  it.each(OPTIMIZER_NAMES)('of %s are the same after writing and reading', (name) => {
    const config = { ...unusual(name), useEma: true };
    const slots = Array.from({ length: slotCount(resolveOptimizer(config)) }, (_, slot) =>
      shapes.map((_, weight) => Float32Array.of(10 * slot + weight)),
    );
    const arrays = optimizerArrays(config, { iterations: 9, slots }, shapes);
    const again = arrays.map(({ shape, data }) => ({ shape, data: Float32Array.from(data) }));
    expect(optimizerState(config, again, shapes)).toEqual({ name, iterations: 9, slots });
  });

  it("have Keras's order", () => {
    const order = (config: OptimizerConfig) => {
      const slots = Array.from({ length: slotCount(resolveOptimizer(config)) }, (_, slot) =>
        shapes.map((_, weight) => Float32Array.of(10 * slot + weight)),
      );
      return optimizerArrays(config, { iterations: 2, slots }, shapes).map(({ data }) => data[0]);
    };
    const rate = Math.fround(0.5);
    const learningRate = rate;
    expect(order({ name: 'adam', learningRate, amsgrad: true })).toEqual([2, rate, 0, 10, 1, 11, 20, 21]);
    expect(order({ name: 'rmsprop', learningRate, momentum: 0.5, centered: true })).toEqual([
      2,
      rate,
      ...[0, 1, 10, 11, 20, 21],
    ]);
    const schedule = SCHEDULES[0] as LearningRateSchedule;
    const both = { useEma: true, gradientAccumulationSteps: 2, momentum: 0.5 };
    expect(order({ name: 'sgd', learningRate: schedule, ...both })).toEqual([2, 0, 1, 10, 11, 20, 21]);
    const [product] = order({ name: 'nadam' }).slice(-1);
    // Keras 3.15 after two updates.
    expect(product).toBeCloseTo(0.9 * (1 - 0.5 * 0.96) * 0.9 * (1 - 0.5 * 0.96 ** 2), 6);
  });

  const moment: Hdf5Array = { shape: [2], data: Float32Array.of(1, 2) };
  const adam = (steps: Hdf5Array) =>
    optimizerState({ name: 'adam' }, [steps, scalarOf(0.1), moment, moment], [[2]]);

  it('are the number of updates and the moments', () => {
    const { data } = moment;
    expect(adam(scalarOf(5))).toEqual({ name: 'adam', iterations: 5, slots: [[data], [data]] });
  });

  it('are the count alone for SGD without momentum', () => {
    const state = optimizerState({ name: 'sgd' }, [scalarOf(40), scalarOf(0.1)], [[2]]);
    expect(state).toEqual({ name: 'sgd', iterations: 40, slots: [] });
  });

  it('of Nadam are read wherever its scalar stands', () => {
    const { data } = moment;
    const state = { name: 'nadam', iterations: 3, slots: [[data], [data]] };
    const first = [scalarOf(3), scalarOf(0.1), scalarOf(0.5), moment, moment];
    const last = [scalarOf(3), scalarOf(0.1), moment, moment, scalarOf(0.5)];
    for (const arrays of [first, last])
      expect(optimizerState({ name: 'nadam' }, arrays, [[2]])).toEqual(state);
  });

  it("are read without the learning rate, as in Keras 2's files", () => {
    const { data } = moment;
    const state = { name: 'adam', iterations: 3, slots: [[data], [data]] };
    expect(optimizerState({ name: 'adam' }, [scalarOf(3), moment, moment], [[2]])).toEqual(state);
  });

  it.each([NaN, Infinity, -1, 2.5])('are ignored with %d updates', (count) => {
    expect(adam(scalarOf(count))).toBeNull();
    expect(adam({ shape: [0], data: new Float32Array() })).toBeNull();
  });
});
