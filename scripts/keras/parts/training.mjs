/**
 * Section 6: the history of a run, and the probabilities of a picture. With a seed, Keras gets the lesson's batches and
 * augmentation. Float32 sums in another order grow with each step: 2e-3 after a few steps. Optimizers that divide by the
 * size of the gradient (Adam, RMSprop) turn tiny gradients into whole steps, so a few weights part earlier.
 */
import { dataSets } from '../data-sets.mjs';
import { drawnPicture } from '../files.mjs';
import { kernelsOf, useNetwork } from '../networks.mjs';
import { nameOf } from './convolution.mjs';

const TOLERANCE = { atol: 2e-3, rtol: 2e-3 };

const conv = { type: 'Conv2D', filters: 4, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' };
const pool = { type: 'MaxPooling2D', poolSize: 2, strides: 2, padding: 'valid' };
const dense = (units, activation) => ({ type: 'Dense', units, activation });
const small = (channels = 3, ...head) => ({
  inputShape: [24, 24, channels],
  layers: [conv, pool, { type: 'Flatten' }, ...(head.length > 0 ? head : [dense(1, 'sigmoid')])],
});
const wide = { ...small(), inputShape: [20, 32, 3] };
const softmax = small(3, dense(2, 'softmax'));
const three = small(3, dense(6, 'tanh'), dense(3, 'softmax'));
const normalized = {
  inputShape: [24, 24, 3],
  layers: [
    conv,
    { type: 'BatchNormalization' },
    pool,
    { type: 'GlobalAveragePooling2D' },
    dense(1, 'sigmoid'),
  ],
};
const rescale = 1 / 255;

/**
 * With `seed: 3` and a small rate, unless they say otherwise. `validationSteps` only with one epoch: in the next one, Keras
 * skips the batches that it had prepared.
 */
const SETTINGS = [
  {},
  { data: null, batchSize: 32, stepsPerEpoch: 3, validationSteps: 2, epochs: 1 },
  { stepsPerEpoch: 5, batchSize: 7 },
  { validationSteps: 3, batchSize: 7, epochs: 1 },
  { data: 'split', augment: 'none', validationSplit: 0.25 },
  { data: 'split', validationSplit: 0 },
  { data: 'trainOnly', augment: 'none', validationSplit: 0.4, stepsPerEpoch: 2 },
  { data: 'damaged', onError: 'skip' },
  { data: 'damagedSplit', onError: 'skip', validationSplit: 0.25, augment: 'none' },
  { data: 'three', network: three, augment: 'none' },
  { data: 'arrays', augment: 'none', validationSplit: 0.3 },
  { data: 'arrays', augment: { rescale, rotation_range: 20, featurewise_center: true }, network: softmax },
  { data: 'grey', network: small(1, dense(3, 'softmax')), augment: 'none' },
  { network: softmax, optimizer: 'rmsprop' },
  { network: wide, augment: { rescale, rotation_range: 30, zoom_range: 0.2 } },
  { network: normalized, augment: 'none', learningRate: 1e-3 },
  { optimizer: 'sgd', learningRate: 0.01, momentum: 0.9 },
  { optimizer: 'rmsprop', momentum: 0.5 },
  { seed: 0, callbacks: [{ name: 'TerminateOnNaN' }] },
  { classWeight: 'cats=3,1=0.5' },
  { data: 'arrays', augment: 'none', classWeight: '{0: 2, 1: 0.25}' },
  { augment: { rescale, featurewise_center: true, featurewise_std_normalization: true }, learningRate: 1e-4 },
  { augment: { rescale, zca_whitening: true, zca_epsilon: 0.1 }, data: 'split', learningRate: 1e-6 },
  { augment: { samplewise_center: true, samplewise_std_normalization: true, horizontal_flip: true } },
  {
    augment: { rescale, width_shift_range: { float: 3 }, height_shift_range: [-2, 0, 4], fill_mode: 'wrap' },
  },
  { augment: { rescale, width_shift_range: 0.3, shift_axes: 'corrected', brightness_range: [0.5, 1.2] } },
];

/** Adds the histories of further runs to that of the first one. */
const WHOLE_HISTORY = `for name in sorted(name for name in list(globals()) if name.startswith("history_")):
    for key, values in globals()[name].history.items():
        history.history[key] += values`;

/** Settings of runs that continue the one before. */
const FURTHER = [
  { further: [{ epochs: 1 }] },
  { further: [{ learningRate: 1e-4 }, { epochs: 1, augment: 'none', batchSize: 5 }] },
  { further: [{ optimizer: 'sgd', loss: 'mean_squared_error', stepsPerEpoch: 2 }], data: 'split' },
  { further: [{ optimizer: 'sgd', momentum: 0.9 }], optimizer: 'sgd', momentum: 0.9, stepsPerEpoch: 2 },
  { further: [{ data: 'again' }], data: 'apart', augment: 'none' },
  { further: [{ seed: 4, schedule: 'CosineDecay:decay_steps=20' }], data: 'arrays', augment: 'none' },
];

export async function* training({ lesson, folders }) {
  const trainer = await lesson.lab('pupila-trainer');
  const sets = await dataSets();
  const picture = drawnPicture(61, 40);
  const usual = { epochs: 2, batchSize: 8, learningRate: 5e-4, seed: 3, augment: 'course', data: 'folders' };
  const unset = {
    momentum: null,
    stepsPerEpoch: null,
    validationSteps: null,
    callbacks: null,
    optimizer: null,
    loss: null,
    schedule: null,
  };
  for (const { network = small(), further = [], onError = 'raise', ...given } of [...SETTINGS, ...FURTHER]) {
    const { data, ...settings } = { ...usual, ...unset, validationSplit: 0.2, ...given };
    await useNetwork(lesson, network);
    const kernels = await kernelsOf(lesson, network);
    const changes = further.map((each) => (each.data ? { ...each, data: sets[each.data] } : each));
    const run = await train(trainer, {
      settings,
      data: data && sets[data],
      picture,
      further: changes,
      onError,
    });
    const beside = changes.map((each) => each.data?.beside);
    yield {
      name: nameOf({
        ...usual,
        ...given,
        augment: JSON.stringify(settings.augment),
        network: network.layers.length,
        further: JSON.stringify(further),
      }),
      code: await trainer.code(),
      folder: data
        ? folders.make(picture, Object.assign({}, sets[data].beside, ...beside))
        : await folders.withLessonData(picture),
      kernels,
      after: WHOLE_HISTORY,
      expected: expectedOf(run),
    };
  }
}

/**
 * Trains, and predicts the picture. `file`: a model to load first. `weights`: a file of weights to load then. `further`: changes of settings and data before each
 * further run.
 */
export async function train(
  { element },
  { settings, data, picture, file = null, weights = null, further = [], onError = 'raise' },
) {
  const numbersOf = (bytes) => bytes && [...bytes];
  const carried = (file) => file && { name: file.name, bytes: numbersOf(file.bytes) };
  return element.evaluate(
    async (trainer, given) => {
      const fileOf = ({ name, bytes }) => new File([Uint8Array.from(bytes)], name);
      const sourceOf = (data) => data && { kind: 'archive', blob: fileOf(data), name: data.name };
      const set = ({ data, ...settings }) =>
        Object.assign(trainer, settings, data !== undefined && { data: sourceOf(data) });
      set({ ...given.settings, data: given.data });
      if (given.file) await trainer.load(fileOf(given.file));
      if (given.weights) await trainer.loadWeights(fileOf(given.weights));
      await trainer.start({ onError: given.onError });
      for (const changes of given.further) {
        set(changes);
        await trainer.start({ further: true });
      }
      const probabilities = Object.values(await trainer.predict(fileOf(given.picture), given.picture.name));
      await trainer.updateComplete;
      return { history: trainer.history, probabilities };
    },
    {
      settings,
      onError,
      further: further.map((each) => (each.data ? { ...each, data: carried(each.data) } : each)),
      data: carried(data),
      picture: carried(picture),
      file: carried(file),
      weights: carried(weights),
    },
  );
}

/** Returns the history and the probabilities to compare. */
export function expectedOf({ history, probabilities }) {
  const list = (data) => ({ shape: [data.length], data });
  return [
    ...Object.entries(history).map(([key, values]) => ({
      name: key,
      value: `history.history["${key}"]`,
      array: list(values),
      ...TOLERANCE,
    })),
    { name: 'keys', value: '" ".join(sorted(history.history))', text: Object.keys(history).sort().join(' ') },
    { name: 'probabilities', value: 'list(probabilities)', array: list(probabilities), ...TOLERANCE },
  ];
}
