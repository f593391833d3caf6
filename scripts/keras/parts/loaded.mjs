/** Section 6 with a loaded model: its file, optimizer and statistics, or only its weights. Tolerances as for training. */
import { dataSets } from '../data-sets.mjs';
import { drawnPicture } from '../files.mjs';
import { useNetwork } from '../networks.mjs';
import { expectedOf, train } from './training.mjs';

const conv = { type: 'Conv2D', filters: 3, kernelSize: 5, strides: 2, padding: 'same', activation: 'tanh' };
const network = {
  inputShape: [24, 24, 3],
  layers: [conv, { type: 'Flatten' }, { type: 'Dense', units: 1, activation: 'sigmoid' }],
};
const rescale = 1 / 255;
const usual = { epochs: 1, batchSize: 8, seed: 3, learningRate: 1e-3, validationSplit: 0.2, augment: 'none' };
const unset = { momentum: null, stepsPerEpoch: null, validationSteps: null, callbacks: null };

/** What the file was trained with, and what it is trained with then. `as: 'weights'`: the network is built anew. */
const RUNS = [
  [{ optimizer: 'adam' }, { optimizer: null, learningRate: null, augment: 'course', epochs: 2 }],
  [
    { optimizer: 'sgd', momentum: 0.9 },
    { optimizer: null, momentum: null, learningRate: 2e-3 },
  ],
  [{ optimizer: 'rmsprop' }, { optimizer: 'adam', augment: { rescale, zoom_range: 0.3 } }],
  [
    { optimizer: 'adam', augment: { rescale, featurewise_std_normalization: true } },
    { optimizer: 'adam', augment: 'course', data: 'split' },
  ],
  [{ optimizer: 'adam' }, { optimizer: 'adam', as: 'weights' }],
];

export async function* loaded({ lesson, folders }) {
  const trainer = await lesson.lab('pupila-trainer');
  const sets = await dataSets();
  const picture = drawnPicture(50, 77);
  for (const [first, { data = 'folders', as = 'file', ...then }] of RUNS) {
    // The loaded model of the run before would be trained otherwise.
    await lesson.page.reload();
    await useNetwork(lesson, network);
    await train(trainer, { settings: { ...usual, ...unset, ...first }, data: sets.folders, picture });
    const file = { name: 'pets.keras', bytes: await save(trainer) };
    const settings = { ...usual, ...unset, optimizer: null, ...then };
    if (as === 'weights') {
      await lesson.page.reload();
      await useNetwork(lesson, network);
    }
    const run = await train(trainer, { settings, data: sets[data], picture, [as]: file });
    yield {
      name: `${JSON.stringify(first)}, then ${JSON.stringify({ ...then, data, as })}`,
      code: await trainer.code(),
      folder: folders.make(picture, { ...sets[data].beside, [file.name]: file.bytes }),
      expected: expectedOf(run),
    };
  }
}

/** Returns the bytes of the trained model as a `.keras` file. */
export async function save({ element }) {
  const bytes = await element.evaluate(async (trainer) => [
    ...new Uint8Array(await (await trainer.save('keras')).arrayBuffer()),
  ]);
  return Uint8Array.from(bytes);
}
