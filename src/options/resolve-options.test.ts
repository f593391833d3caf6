import { describe, expect, it } from 'vitest';
import {
  COURSE_AUGMENTATION,
  COURSE_VALIDATION,
  parseImageDataGeneratorOptions,
} from './image-data-generator-options';
import { message } from '../core/message';
import { generatorsFor } from '../generator/generators';
import type { SavedOptimizer } from './optimizer-config';
import { camelCaseOptions, resolveOptions } from './resolve-options';
import { runOptimizerConfig } from './run-optimizer';
import type { TrainingOptions } from './training-options';

describe('resolveOptions', () => {
  it("has the course's defaults", () => {
    expect(resolveOptions({})).toMatchObject({
      epochs: 10,
      batchSize: 128,
      targetSize: [150, 150],
      learningRate: 1e-3,
    });
    expect(resolveOptions({ seed: 7 }).seed).toBe(7);
  });

  it("uses the file's optimizer for missing options, unless another optimizer is set", () => {
    const saved = { name: 'sgd', learningRate: 0.05, momentum: 0.9 } as const;
    expect(resolveOptions({}, saved)).toMatchObject({ optimizer: 'sgd', learningRate: 0.05, momentum: 0.9 });
    expect(resolveOptions({ learningRate: 0.1 }, saved)).toMatchObject({ learningRate: 0.1, momentum: 0.9 });
    const other = resolveOptions({ optimizer: 'adam' }, saved);
    expect(other).toMatchObject({ optimizer: 'adam', learningRate: 0.001, momentum: 0 });
  });

  it("accepts Keras's spelling, also for the generator's arguments", () => {
    const { batchSize, augmentation } = resolveOptions({
      batch_size: 8,
      augmentation: { rotation_range: 40 },
    });
    expect(batchSize).toBe(8);
    expect(augmentation).toEqual(parseImageDataGeneratorOptions({ rotationRange: 40 }));
  });

  it('treats undefined as missing, also beside the other spelling', () => {
    expect(resolveOptions({ epochs: undefined }).epochs).toBe(10);
    const both = { batchSize: undefined, batch_size: 4 };
    expect(resolveOptions(both).batchSize).toBe(4);
    expect(camelCaseOptions(both)).toEqual({ batchSize: 4 });
  });

  it.each([
    ['TerminateOnNaN, A', [{ name: 'TerminateOnNaN' }, { name: 'A' }]],
    [' [{"name": "A", "patience": 3}, "B"] ', [{ name: 'A', patience: 3 }, { name: 'B' }]],
    ['{"name": "A"}', [{ name: 'A' }]],
    [
      ['A', { name: 'B', patience: 3 }],
      [{ name: 'A' }, { name: 'B', patience: 3 }],
    ],
    ['', []],
    [null, null],
    ['terminate_on_nan', [{ name: 'TerminateOnNaN' }]],
    [[{ name: 'Terminate_On_NaN', raise_error: true }], [{ name: 'TerminateOnNaN', raise_error: true }]],
  ])('reads callbacks from a text or a list: %o', (callbacks, resolved) => {
    expect(resolveOptions({ callbacks } as TrainingOptions).callbacks).toEqual(resolved);
  });

  it.each([
    [{ callbacks: 'A,,B' }, '`callbacks` must be a list of Keras’s callbacks: names, objects'],
    [{ callbacks: '[{"name": 3}]' }, 'Received: callbacks=[{"name": 3}]'],
    [{ callbacks: '[broken' }, 'Received: callbacks=[broken'],
    [{ callbacks: [{ onEpochEnd: () => 0 }] }, 'Received: callbacks=[{}]'],
    [{ epochs: 0 }, '`epochs` must be a positive integer. Received: epochs=0'],
    [{ batchSize: 2.5 }, 'Received: batchSize=2.5'],
    [{ backend: 'cuda' }, '`backend` must be one of auto, webgpu, wasm. Received: backend=cuda'],
    [{ targetSize: [150] }, 'height and width'],
    [
      { initialEpoch: -1 },
      '`initialEpoch` must be an integer of at least 0 and below `epochs`. Received: initialEpoch=-1',
    ],
    [{ initialEpoch: 10 }, 'Received: initialEpoch=10, epochs=10'],
    [{ seed: -1 }, 'from 0 to 2**32 - 1'],
    [{ learningRate: 0 }, 'greater than 0'],
    [{ momentum: 1 }, 'below 1'],
    [{ momentum: 0.5 }, '`momentum` applies only to sgd and rmsprop. Received: momentum=0.5, optimizer=adam'],
    [{ validationSplit: 1 }, 'below 1'],
    [{ classMode: 'input' }, 'binary, sparse, categorical'],
    [
      { batch_sise: 8 },
      'Unknown option of a training run. Did you mean `batch_size`? Received: batch_sise=8',
    ],
    [{ batchsize: 8 }, 'Did you mean `batch_size`? Received: batchsize=8'],
    [{ epocs: 3, learningRat: 1 }, 'Did you mean `epochs`? Received: epocs=3'],
    [
      { augmentation: { rotation: 40 } },
      'Unknown option of an `ImageDataGenerator`. Did you mean `rotation_range`?',
    ],
    [{ augmentation: { rotation_range: -1 } }, 'Received: rotation_range=-1'],
    [{ augmentation: 'all' }, "must be 'course', 'none', or an object"],
    [{ classes: ['a', 'a'] }, 'different folder names'],
    [{ batchSize: 8, batch_size: 8 }, '`batch_size` must be given only once'],
  ])('rejects %j', (options, message) => {
    expect(() => resolveOptions(options as TrainingOptions)).toThrow(message);
  });

  it.each([
    ['{"toString": 1}', 'Received: toString=1'],
    ['{"__proto__": {"epochs": 3}}', 'Received: __proto__={"epochs":3}'],
    ['null', 'The options of a training run must be an object. Received: options=null'],
    ['"epochs=3"', 'must be an object. Received: options=epochs=3'],
    ['[]', 'must be an object. Received: options=[]'],
  ])('rejects %s, which JavaScript or JSON allows', (json, message) => {
    const read = () => resolveOptions(camelCaseOptions(JSON.parse(json) as TrainingOptions));
    expect(read).toThrow(message);
    expect(read).not.toThrow('given once');
  });
});

describe('generatorsFor', () => {
  it('augments training pictures only', () => {
    expect(generatorsFor('course', true)).toMatchObject({
      training: COURSE_AUGMENTATION,
      validation: COURSE_VALIDATION,
    });
    const options = parseImageDataGeneratorOptions({
      rescale: 0.5,
      rotation_range: 9,
      samplewise_center: true,
    });
    const { training, validation } = generatorsFor(options, true);
    expect(training.rotationRange).toBe(9);
    expect(validation).toMatchObject({ rescale: 0.5, rotationRange: 0, samplewiseCenter: true });
  });

  it("rescales bytes but not floats with 'none'", () => {
    expect(generatorsFor('none', true).training.rescale).toBe(1 / 255);
    expect(generatorsFor('none', false).training.rescale).toBeNull();
  });

  it('requests statistics if an option needs them', () => {
    const needs = (json: object): boolean =>
      generatorsFor(parseImageDataGeneratorOptions(json), true).featurewise;
    expect(needs({ featurewise_std_normalization: true })).toBe(true);
    expect(needs({ zca_whitening: true })).toBe(true);
    expect(needs({ samplewise_center: true })).toBe(false);
  });
});

describe('the optimizer of a run', () => {
  const schedule = { name: 'CosineDecay', initialLearningRate: 0.2, decaySteps: 9 } as const;
  const saved = {
    name: 'adamw',
    learningRate: schedule,
    weightDecay: 0.3,
    clipnorm: 2,
    epsilon: 0.1,
  } as const;
  const configOf = (options: TrainingOptions, file: SavedOptimizer | null = null) =>
    runOptimizerConfig(resolveOptions(options, file), file);

  it("is the file's, with every argument", () => {
    expect(resolveOptions({}, saved)).toMatchObject({
      optimizer: 'adamw',
      learningRate: 0.2,
      schedule,
      weightDecay: 0.3,
      clipnorm: 2,
    });
    expect(configOf({}, saved)).toMatchObject(saved);
  });

  it("replaces the file's arguments that are set", () => {
    expect(configOf({ learningRate: 0.5 }, saved)).toMatchObject({ ...saved, learningRate: 0.5 });
    expect(configOf({ weightDecay: 0 }, saved)).toMatchObject({ ...saved, weightDecay: 0 });
    expect(configOf({ clipvalue: 1 }, saved)).toMatchObject({ ...saved, clipnorm: null, clipvalue: 1 });
    const other = configOf({ optimizer: 'adam' }, saved);
    expect(other).toMatchObject({ name: 'adam', learningRate: 0.001, weightDecay: null, clipnorm: null });
    expect(other).not.toHaveProperty('epsilon');
  });

  it("ignores a file's optimizer that cannot be used", () => {
    const options = resolveOptions({}, { name: null, problem: message`The optimizer is unknown.` });
    expect(options.optimizer).toBe('adam');
  });

  it.each([
    'CosineDecay:decay_steps=9',
    ' CosineDecay: decaySteps = 9 ',
    '{"name": "CosineDecay", "decay_steps": 9}',
    { name: 'CosineDecay', decay_steps: 9 },
  ])("starts a schedule with the run's learning rate: %j", (text) => {
    const learningRate = { name: 'CosineDecay', initialLearningRate: 0.4, decaySteps: 9 };
    expect(configOf({ learningRate: 0.4, schedule: text })).toMatchObject({ name: 'adam', learningRate });
  });

  it.each([
    ['CosinDecay:decay_steps=9', 'Unknown schedule. Did you mean `CosineDecay`?'],
    ['CosineDecay', 'CosineDecay needs `decay_steps`, which must be a number greater than 0'],
    [{ name: 'CosineDecay' }, 'CosineDecay needs `decaySteps`, which must be'],
    ['ExponentialDecay:decaySteps=9', 'ExponentialDecay needs `decayRate`, which must be'],
    [{ name: 'ExponentialDecay', decay_steps: 9 }, 'ExponentialDecay needs `decay_rate`, which must be'],
    ['CosineDecay:decay_steps=-1', '`decay_steps` must be a number greater than 0. Received: decay_steps=-1'],
    [
      'CosineDecay:decay_steps=nine',
      '`decay_steps` must be a number greater than 0. Received: decay_steps=nine',
    ],
    ['CosineDecay:decay_steps=9,alfa=1', 'Unknown option of CosineDecay. Did you mean `alpha`?'],
    ['CosineDecay:9', '`schedule` must be one of Keras’s schedules'],
    ['PiecewiseConstantDecay:boundaries=[3],values=[1]', 'Received'],
    [
      { name: 'PiecewiseConstantDecay', boundaries: [3], values: [1] },
      'must have one number more than `boundaries`',
    ],
    [3, '`schedule` must be one of Keras’s schedules'],
  ])('refuses the schedule %j', (schedule, message) => {
    expect(() => resolveOptions({ schedule } as TrainingOptions)).toThrow(message);
  });

  it.each([
    [{ clipnorm: 1, clipvalue: 1 }, 'Only one of `clipnorm`, `globalClipnorm` and `clipvalue` can be set.'],
    [{ optimizer: 'adamax', momentum: 0.5 }, '`momentum` applies only to sgd and rmsprop.'],
    [{ optimizer: 'muon' }, 'Unknown optimizer. Choose one of sgd, rmsprop, adam'],
    [{ weightDecay: -1 }, '`weightDecay` must be a number of at least 0'],
  ])('refuses %j', (options, message) => {
    expect(() => resolveOptions(options as TrainingOptions)).toThrow(message);
  });
});
