/** Section 3: pooling. Maxima are equal; averages of up to 32 × 32 bytes are rounded in float32. */
import { drawnPicture } from '../files.mjs';
import { nameOf } from './convolution.mjs';

export async function* pooling({ lesson, folders }) {
  const lab = await lesson.lab('pupila-pooling-lab');
  const settings = [
    { poolSize: 5, strides: 5 },
    { poolSize: 10, strides: 5 },
    { poolSize: 2, strides: 2, padding: 'same', side: 150, picture: 'dog' },
    { poolSize: 3, strides: 1, padding: 'same', picture: drawnPicture(70, 190) },
    { poolSize: 7, strides: 4, padding: 'same', side: 50 },
    { poolSize: 32, strides: 9, side: 256, picture: drawnPicture(300, 200) },
    { poolSize: 3, strides: 8, padding: 'same', picture: 'shapes' },
    { poolSize: 1, strides: 3, picture: 'shapes' },
  ];
  for (const given of settings) {
    const set = { padding: 'valid', side: 100, picture: 'cat', ...given };
    await lab.set(set);
    const { source, average, maximum } = await lab.numbers();
    yield {
      name: nameOf(set),
      code: await lab.code(),
      folder: folders.make(set.picture),
      expected: [
        { name: 'picture', value: 'im', array: source },
        { name: 'averages', value: 'average', array: average, atol: 1e-3 },
        { name: 'maxima', value: 'maximum', array: maximum },
      ],
    };
  }
}
