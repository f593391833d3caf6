/**
 * Section 5: the sheet of nine pictures, with Keras's random numbers, and the validation pictures. Keras and Pupila compute
 * an affine transform in float64 and standardize in float32: 1e-4 of the range of the values. Keras sums the five million values
 * of a channel in float32, so its featurewise mean is off by up to 0.3%; Pupila sums in float64: 5e-3.
 */
import { drawnPicture } from '../files.mjs';
import { nameOf } from './convolution.mjs';

const rescale = 1 / 255;
const all = {
  rescale,
  rotationRange: 90,
  widthShiftRange: 0.3,
  heightShiftRange: 0.1,
  shearRange: 25,
  zoomRange: 0.5,
  channelShiftRange: 60,
  brightnessRange: [0.6, 1.4],
  horizontalFlip: true,
  verticalFlip: true,
};
const SETTINGS = [
  { options: { rescale } },
  { options: {} },
  { options: null },
  { options: null, from: 'one', seed: 5 },
  { options: { rescale, rotationRange: 40 }, seed: 1 },
  { options: { rescale, widthShiftRange: 0.4 } },
  { options: { rescale, heightShiftRange: 0.4 } },
  { options: { rescale, widthShiftRange: 10, heightShiftRange: 2.5 } },
  { options: { rescale, shearRange: 30 } },
  { options: { rescale, zoomRange: 0.5 } },
  { options: { rescale, channelShiftRange: 80 } },
  { options: { rescale, brightnessRange: [0.5, 1.5] } },
  { options: { rescale, horizontalFlip: true }, seed: 2 },
  { options: { rescale, verticalFlip: true }, seed: 2 },
  { options: { ...all, fillMode: 'nearest' } },
  { options: { ...all, fillMode: 'reflect' }, seed: 7 },
  { options: { ...all, fillMode: 'wrap' }, seed: 8, from: 'one', picture: drawnPicture(150, 90) },
  { options: { ...all, fillMode: 'constant', cval: 120 }, seed: 9 },
  { options: { ...all, interpolationOrder: 0 } },
  { options: { ...all, shiftAxes: 'corrected' }, seed: 3 },
  { options: { rotationRange: 30, shiftAxes: 'corrected', widthShiftRange: 0.5 }, from: 'one' },
  { options: { rescale, rotationRange: 20, featurewiseCenter: true } },
  { options: { rescale, featurewiseStdNormalization: true, zoomRange: 0.2 } },
  { options: { featurewiseStdNormalization: true }, from: 'one', picture: 'dog' },
  { options: { rescale, samplewiseCenter: true } },
  { options: { samplewiseStdNormalization: true, rotationRange: 20 } },
  { options: { rescale, rotationRange: 15 }, preprocessing: 'to_grey' },
  { options: { rescale: 0.5, featurewiseCenter: true }, preprocessing: 'invert' },
  { options: { rescale }, preprocessing: 'four_levels', from: 'one', picture: 'shapes' },
];

export async function* augmentation({ lesson, folders }) {
  const lab = await lesson.lab('pupila-augmentation-lab');
  const { element } = lab;
  await element.locator('.validation').waitFor();
  const course = await element.evaluate(({ options }) => options);
  for (const { options, preprocessing = null, ...given } of SETTINGS) {
    const set = { seed: 0, from: 'many', picture: 'cat', ...given };
    await lab.set({ ...set, options: options ?? course });
    if (preprocessing) await choosePreprocessing(lab, preprocessing);
    const { sheet, range } = await lab.numbers();
    const [low, high] = range.data;
    const isFeaturewise = Object.keys(options ?? course).some((option) => option.startsWith('featurewise'));
    const atol = (isFeaturewise ? 5e-3 : 1e-4) * (high - low);
    const factor = (options ?? course).rescale ?? 1;
    const isPlain = Object.keys(options ?? course).every((name) => !/wise|zca/.test(name)) && !preprocessing;
    const validation = isPlain ? [await validationPictures(lab, factor)] : [];
    yield {
      name: `${nameOf(set)} ${JSON.stringify(options) ?? 'course'} ${preprocessing ?? ''}`.trim(),
      code: await lab.code(),
      folder: await folders.withLessonData(set.picture),
      expected: [
        { name: 'sheet', value: 'sheet', array: sheet, atol },
        { name: 'range', value: '[low, high]', array: range, atol },
        ...validation,
      ],
    };
  }
}

/** The select is in a fold. */
async function choosePreprocessing({ element }, name) {
  await element.evaluate(async (lab, choice) => {
    const fields = [...lab.renderRoot.querySelectorAll('select')];
    const select = fields.find(({ options }) => [...options].some((option) => option.value === choice));
    select.value = choice;
    select.dispatchEvent(new Event('change'));
    await lab.updateComplete;
  }, name);
}

/** The lab shows validation pictures as bytes, before the rescaling. */
async function validationPictures({ element }, factor) {
  const data = await element.locator('.pairs').evaluate((pairs) => {
    const made = [...pairs.querySelectorAll('canvas')].filter((_, i) => i % 2 === 1);
    return made.flatMap((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return [...data].filter((_, i) => i % 4 < 3);
    });
  });
  const array = { shape: [3, 100, 100, 3], data };
  return { name: 'validation', value: `validation_sheet / ${factor}`, array, atol: 1e-3 };
}
