/**
 * Every option that Keras writes of optimizers, schedules, regularizers, constraints and initializers
 * (fixtures/keras_options.py) has Keras's default, and is honoured or without effect, as those of layers in
 * keras-options.test.ts.
 */
import { readJson } from '../data/golden.testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { kerasArgument } from '../core/spelling';
import { startWasm } from '../engines/wasm/wasm.testing';
import type { Json } from '../models/layers/row';
import { SCHEDULES } from '../options/learning-rate-schedule';
import { OPTIMIZERS, type OptimizerConfig } from '../options/optimizer-config';
import { buildModel } from './keras-file';
import { VARIANCE_SCALING } from './keras-layer-config';
import { optimizerObject, savedOptimizer } from './keras-optimizer';
import { KERAS, LAYER_CASES, keras, modelJson } from './layer-options.testing';
import { toKerasConfig } from './to-keras-config';

interface Serialized {
  class_name: string;
  config: Json;
}

/** Cases that are compared with Keras in `optimizers.golden.test.ts`. */
const fixture = readJson<{
  cases: { optimizer: Serialized }[];
  schedules: { schedule: Serialized }[];
}>('fixtures/optimizers.json');

/** Arguments of every optimizer. One place follows them for all, so a case with any optimizer shows it. */
const SHARED = [
  'learning_rate',
  'weight_decay',
  'clipnorm',
  'global_clipnorm',
  'clipvalue',
  'use_ema',
  'ema_momentum',
  'ema_overwrite_frequency',
  'loss_scale_factor',
  'gradient_accumulation_steps',
];

const isOther = (value: unknown, initial: unknown): boolean =>
  typeof value === 'number' && typeof initial === 'number'
    ? Math.abs(value - initial) > 1e-6 * Math.abs(initial)
    : JSON.stringify(value) !== JSON.stringify(initial);

type Kind = 'optimizers' | 'schedules' | 'regularizers' | 'constraints' | 'initializers';

/** Every option of every class of a kind. */
const optionsOf = (kind: Kind) =>
  Object.entries(KERAS[kind].read).flatMap(([name, options]) =>
    Object.entries(options).map(([key, initial]) => ({ name, key, initial })),
  );

/** Whether one of some objects of a class has another value of an option. */
const isChanged = (objects: readonly Serialized[], name: string, key: string, initial: unknown): boolean =>
  objects.some(({ class_name, config }) => class_name === name && isOther(config[key], initial));

beforeAll(async () => void (await startWasm()));

/** Keras limits the rate of Adafactor by the step, whatever it is. */
const WITHOUT_EFFECT = 'relative_step';

describe("an optimizer's options", () => {
  it("have Keras's names and defaults", () => {
    const ours = Object.values(OPTIMIZERS).map(({ className, defaults }) => [
      className,
      Object.fromEntries(
        Object.entries(defaults).map(([name, value]) => [kerasArgument(name), value as unknown]),
      ),
    ]);
    expect(Object.fromEntries(ours)).toEqual(KERAS.optimizers.read);
  });

  const followed = optionsOf('optimizers').filter(({ key }) => key !== WITHOUT_EFFECT);
  it.each(followed)('$name: $key is compared with Keras', ({ name, key, initial }) => {
    const objects = fixture.cases.map(({ optimizer }) => optimizer);
    const classes = SHARED.includes(key) ? Object.keys(KERAS.optimizers.read) : [name];
    expect(
      classes.some((each) => isChanged(objects, each, key, KERAS.optimizers.read[each]?.[key] ?? initial)),
    ).toBe(true);
  });

  it.each(fixture.cases)('are written as they were read: $name', ({ optimizer }) => {
    const { config } = optimizerObject(savedOptimizer({ optimizer }) as OptimizerConfig);
    for (const [key, value] of Object.entries(optimizer.config))
      if (key !== 'learning_rate' && key !== 'name') expect(isOther(config[key], value), key).toBe(false);
  });
});

describe("a schedule's options", () => {
  it("have Keras's names and defaults", () => {
    for (const [name, options] of Object.entries(SCHEDULES)) {
      const ours = Object.entries(options).map(([key, value]) => [kerasArgument(key), value] as const);
      const { [name]: theirs = {} } = KERAS.schedules.read;
      expect(
        ours.map(([key]) => key),
        name,
      ).toEqual(Object.keys(theirs));
      for (const [key, value] of ours) if (value !== null) expect(value, `${name}: ${key}`).toBe(theirs[key]);
    }
  });

  it.each(optionsOf('schedules'))('$name: $key is compared with Keras', ({ name, key, initial }) => {
    const objects = fixture.schedules.map(({ schedule }) => schedule);
    expect(isChanged(objects, name, key, initial)).toBe(true);
  });
});

/** Regularizers, constraints and initializers in the cases of layers, which are compared with Keras. */
const objectsInCases = LAYER_CASES.flatMap(({ options }) => Object.values(options)).filter(
  (value): value is Serialized => typeof value === 'object' && value !== null && 'class_name' in value,
);

describe.each(['regularizers', 'constraints'] as const)('options of %s', (kind) => {
  it.each(optionsOf(kind))('$name: $key is compared with Keras', ({ name, key, initial }) => {
    expect(isChanged(objectsInCases, name, key, initial)).toBe(true);
  });
});

/** Another value of each option of initializers. */
const OTHER: Json = {
  distribution: 'uniform',
  maxval: 0.5,
  mean: 0.5,
  minval: -0.5,
  mode: 'fan_out',
  scale: 3,
  seed: 7,
  stddev: 0.5,
  value: 0.5,
};
const REFUSED_AXES = ['input_axes', 'output_axes'];

/** Builds a Dense with an initializer. */
const denseWith = (name: string, options: Json) => {
  const kernel_initializer = keras('keras.initializers', name, {
    ...KERAS.initializers.read[name],
    ...options,
  });
  return buildModel(modelJson('Dense', { units: 200, kernel_initializer }, [100]), KERAS.keras);
};

/** Returns mean and deviation that a kernel of 100 × 200 has in Keras. */
function expectedStatistics(name: string, config: Json): [mean: number, deviation: number] {
  const option = (key: string) => config[key] as number;
  // Truncated at two standard deviations.
  const truncated = 0.87962566;
  const fans: Json = { fan_in: 100, fan_out: 200, fan_avg: 150 };
  if (name in VARIANCE_SCALING || name === 'VarianceScaling') {
    const { scale, mode } = { ...config, ...VARIANCE_SCALING[name] } as { scale: number; mode: string };
    return [0, Math.sqrt(scale / (fans[mode] as number))];
  }
  switch (name) {
    case 'Zeros':
      return [0, 0];
    case 'Ones':
      return [1, 0];
    case 'Constant':
      return [option('value'), 0];
    case 'RandomUniform':
      return [
        (option('minval') + option('maxval')) / 2,
        (option('maxval') - option('minval')) / Math.sqrt(12),
      ];
    case 'RandomNormal':
      return [option('mean'), option('stddev')];
    default:
      return [option('mean'), truncated * option('stddev')];
  }
}

const initializers = [
  ...Object.keys(KERAS.initializers.read).map((name) => ({ name, key: 'seed', value: null })),
  ...optionsOf('initializers')
    .filter(({ key }) => !REFUSED_AXES.includes(key))
    .map(({ name, key }) => ({ name, key, value: OTHER[key] })),
];

describe("an initializer's options", () => {
  it.each(initializers)('$name with $key=$value draws as in Keras', async ({ name, key, value }) => {
    const options = value === null ? {} : { [key]: value };
    const model = await denseWith(name, options);
    const values = [...(await model.getLayer('layer').weights[0]!.read().data())];
    const mean = values.reduce((a, b) => a + b) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length);
    const expected = expectedStatistics(name, { ...KERAS.initializers.read[name], ...options });
    expect(Math.abs(mean - expected[0])).toBeLessThan(0.04 * expected[1] + 1e-6);
    expect(Math.abs(deviation - expected[1])).toBeLessThan(0.03 * expected[1] + 1e-6);
    const { layers } = toKerasConfig(model).config as { layers: { config: Json }[] };
    const written = layers.at(-2)?.config['kernel_initializer'] as Serialized;
    // Keras's classes for some scales, modes and distributions are written in place of VarianceScaling.
    expect({ ...VARIANCE_SCALING[written.class_name], ...written.config }).toMatchObject(options);
    model.dispose();
  });

  it.each(optionsOf('initializers').filter(({ key }) => REFUSED_AXES.includes(key)))(
    '$name: $key is refused',
    async ({ name, key }) => {
      await expect(denseWith(name, { [key]: [0] })).rejects.toThrow(`${key}=[0]`);
    },
  );

  it('of a distribution that is not drawn are refused', async () => {
    const distribution = 'untruncated_normal';
    await expect(denseWith('VarianceScaling', { distribution })).rejects.toThrow(
      `distribution="${distribution}"`,
    );
  });
});
