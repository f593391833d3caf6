/** Section 2: a Conv2D layer. Sums of up to 7 × 7 × 3 products in float32, in another order: 1e-5 of the largest values. */
import { drawnPicture } from '../files.mjs';
import { nameOf } from './convolution.mjs';

export async function* layer({ lesson, folders }) {
  const lab = await lesson.lab('pupila-layer-lab');
  const settings = [
    {},
    { activation: 'relu', strides: 2, padding: 'valid', seed: 2 },
    { activation: 'tanh', kernelSize: 7, filters: 8, picture: 'dog' },
    { activation: 'linear', kernelSize: 1, filters: 1, strides: 4, side: 50 },
    { activation: 'softmax', kernelSize: 3, filters: 16, side: 150, picture: drawnPicture(90, 211) },
    { activation: 'relu', kernelSize: 2, filters: 2, strides: 3, side: 256, picture: 'shapes' },
  ];
  for (const given of settings) {
    const usual = { filters: 4, kernelSize: 5, strides: 1, padding: 'same', activation: 'sigmoid', seed: 1 };
    const set = { ...usual, side: 100, picture: 'cat', ...given };
    await lab.set(set);
    const { source, filters, output } = await lab.numbers();
    yield {
      name: nameOf(set),
      code: await lab.code(),
      folder: folders.make(set.picture),
      kernels: [filters],
      expected: [
        { name: 'picture', value: 'im', array: source },
        { name: 'filters', value: 'filters', array: filters },
        { name: 'feature maps', value: 'result', array: output, atol: 1e-5, rtol: 1e-5 },
        {
          name: 'summary',
          value: 'printed.strip()',
          text: (await lab.element.locator('pre').first().textContent()).trim(),
        },
      ],
    };
  }
}
