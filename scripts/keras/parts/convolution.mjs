/** Section 1: filters. The result is a sum of nine products in float32: sums of bytes are exact, ninths are rounded. */
import { drawnPicture } from '../files.mjs';

const OWN = [0.5, -1, 0, 2, 1 / 9, -0.25, 3, 0, -2 / 9];

export async function* convolution({ lesson, folders }) {
  const lab = await lesson.lab('pupila-convolution-lab');
  const wide = drawnPicture(301, 120);
  const tall = drawnPicture(83, 170, { channels: 4 });
  const settings = [
    { filter: 'sobelX' },
    { filter: 'sobelY', strides: 2, padding: 'valid' },
    { filter: 'derivative', strides: 3, side: 50, picture: 'dog' },
    { filter: 'sharpen', mode: 'colour', side: 256, picture: wide },
    { filter: 'boxBlur', mode: 'colour', strides: 4, padding: 'valid', picture: tall },
    { filter: 'boxBlur', side: 150, picture: 'shapes' },
    { filter: 'own', kernel: OWN, mode: 'colour', strides: 2, picture: wide },
  ];
  for (const given of settings) {
    const set = { mode: 'grey', strides: 1, padding: 'same', side: 100, picture: 'cat', ...given };
    const kernel = given.kernel ?? (await kernelOf(lab, set.filter));
    const place = { row: 7, column: 3, channel: set.mode === 'colour' ? 2 : 0 };
    await lab.set({ ...set, kernel });
    await lab.set(place);
    const { source, result, sum } = await lab.numbers();
    const rounding = { atol: 1e-3 };
    yield {
      name: nameOf(set),
      code: await lab.code(),
      folder: folders.make(set.picture),
      expected: [
        { name: 'picture', value: 'x', array: source },
        { name: 'result', value: 'result', array: result, ...rounding },
        {
          name: 'sum',
          value: `result[${place.row}, ${place.column}, ${place.channel}]`,
          array: sum,
          ...rounding,
        },
      ],
    };
  }
}

/** Returns the weights of a filter, by its button. */
async function kernelOf(lab, filter) {
  return lab.element.evaluate(async (element, name) => {
    element.setAttribute('filter', name);
    await element.updateComplete;
    return [...element.kernel];
  }, filter);
}

/** Returns settings as text. */
export const nameOf = (set) =>
  Object.entries(set)
    .map(([name, value]) => `${name}=${textOf(value)}`)
    .join(' ');

function textOf(value) {
  if (value?.name) return value.name;
  if (Array.isArray(value)) return value.map(textOf).join();
  return typeof value === 'number' ? Number(value.toPrecision(3)) : value;
}
