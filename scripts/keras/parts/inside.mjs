/**
 * Section 6: feature maps and Grad-CAM, of networks that are not trained, trained ones, and a loaded file. Float32 sums in
 * another order, through all layers: 1e-4. Grad-CAM divides by its maximum: 1e-3.
 */
import { dataSets } from '../data-sets.mjs';
import { drawnPicture } from '../files.mjs';
import { kernelsOf, useNetwork } from '../networks.mjs';
import { save } from './loaded.mjs';
import { train } from './training.mjs';

const conv = { type: 'Conv2D', filters: 4, kernelSize: 3, strides: 1, padding: 'valid', activation: 'relu' };
const pool = { type: 'MaxPooling2D', poolSize: 2, strides: 2, padding: 'valid' };
const flatten = { type: 'Flatten' };
const dense = (units, activation) => ({ type: 'Dense', units, activation });
const inputShape = [40, 28, 3];
const one = { inputShape, layers: [conv, pool, { ...conv, filters: 7 }, flatten, dense(1, 'sigmoid')] };
const normalized = { type: 'BatchNormalization' };
const two = { inputShape, layers: [conv, normalized, pool, flatten, dense(5, 'tanh'), dense(2, 'softmax')] };
const noConv = { inputShape, layers: [pool, flatten, dense(1, 'sigmoid')] };
const rescale = 1 / 255;
const usual = { epochs: 2, batchSize: 8, seed: 3, learningRate: 1e-3, validationSplit: 0.2, augment: 'none' };
const unset = { momentum: null, stepsPerEpoch: null, validationSteps: null, callbacks: null, loss: null };

/** Networks with what they are trained with; without it, their weights are the initial ones. */
const CASES = [
  { network: one },
  { network: two },
  { network: noConv },
  { network: one, optimizer: 'adam' },
  { network: two, optimizer: 'adam', augment: { rescale, featurewise_std_normalization: true } },
  { network: one, optimizer: 'adam', augment: { samplewise_center: true, zoom_range: 0.2 }, isLoaded: true },
  { network: two, optimizer: 'adam', isDrawn: true },
];

export async function* inside({ lesson, folders }) {
  const sets = await dataSets();
  const picture = drawnPicture(90, 61);
  for (const { network, isLoaded = false, isDrawn = false, ...trained } of CASES) {
    await lesson.page.reload();
    await useNetwork(lesson, network);
    const trainer = await lesson.lab('pupila-trainer');
    const maps = await lesson.lab('pupila-feature-maps');
    const isTrained = 'optimizer' in trained;
    let files = {};
    if (isTrained) {
      await train(trainer, { settings: { ...usual, ...unset, ...trained }, data: sets.folders, picture });
      files = { 'pupila-model.keras': await save(trainer), ...sets.folders.beside };
    }
    if (isLoaded) await load(trainer, files['pupila-model.keras']);
    await maps.set({ picture });
    if (isDrawn) await drawCat(maps);
    const { 'Grad-CAM': cam, ...outputs } = await maps.numbers();
    yield {
      name: JSON.stringify({ layers: network.layers.length, ...trained, isLoaded, isDrawn }),
      code: await maps.code(),
      folder: folders.make(picture, files),
      ...(!isTrained && { kernels: await kernelsOf(lesson, network) }),
      expected: [
        {
          name: 'layers',
          value:
            '" ".join(layer.name for layer in model.layers if not isinstance(layer, keras.layers.InputLayer))',
          text: Object.keys(outputs).join(' '),
        },
        ...Object.entries(outputs).map(([layer, array]) => ({
          name: layer,
          value: `dict(zip([layer.name for layer in model.layers], feature_maps))["${layer}"][0]`,
          array,
          atol: 1e-4,
          rtol: 1e-4,
        })),
        cam
          ? { name: 'Grad-CAM', value: 'cam.numpy()[..., None]', array: cam, atol: 1e-3 }
          : { name: 'Grad-CAM', value: '"cam" in globals()', text: false },
        { name: 'probability', value: 'printed.splitlines()[-1]', text: await answer(maps) },
      ],
    };
  }
}

async function load({ element }, bytes) {
  await element.evaluate(
    (trainer, given) => trainer.load(new File([Uint8Array.from(given)], 'pets.keras')),
    [...bytes],
  );
}

/** Shows a random cat of the training pictures. */
async function drawCat({ element }) {
  await element.getByRole('button', { name: 'Random: cat' }).click();
  await element
    .getByText(/^Picture: cats\//)
    .first()
    .waitFor();
  await element.evaluate((lab) => lab.updateComplete);
}

/** The probability that the lab shows, as the code prints it. */
async function answer({ element }) {
  const text = await element.locator('.probability').textContent();
  const [, name, percent] = /Probability of (\w+):\s*([\d.]+)/.exec(text);
  return `${{ cat: 'cats', dog: 'dogs' }[name] ?? name}: ${percent}%`;
}
