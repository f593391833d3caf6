/** Small data sets for the trainer: folders and arrays, with and without a part for validation. */
import { lessonData, npzOf, zipOf } from './files.mjs';

/** Returns the first pictures of each class of the lesson's data: `cats/…`. */
async function pictures(part, count) {
  const files = Object.entries(await lessonData()).filter(([path]) => path.startsWith(`${part}/`));
  const found = {};
  for (const name of ['cats', 'dogs']) {
    const own = files.filter(([path]) => path.includes(`/${name}/`)).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [path, bytes] of own.slice(0, count)) found[path.slice(part.length + 1)] = bytes;
  }
  return found;
}

const below = (folder, files) =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [folder + path, bytes]));

/** Each: the file that the reader opens, and what lies beside the script. */
export async function dataSets() {
  const train = await pictures('train', 12);
  const validation = await pictures('validation', 5);
  const third = Object.entries(train).slice(0, 9);
  const birds = Object.fromEntries(third.map(([path, bytes]) => [path.replace('cats', 'birds'), bytes]));
  const zip = async (name, files, unpacked = files) => ({
    name,
    bytes: await zipOf(files),
    beside: unpacked,
  });
  const parts = { ...below('w/train/', train), ...below('w/validation/', validation) };
  const damaged = Uint8Array.of(0xff, 0xd8, 0xff);
  // The other part has sound pictures of the same names.
  const [cat] = Object.keys(validation);
  const [, dog] = Object.keys(train).filter((path) => path.startsWith('dogs/'));
  const broken = { ...parts, [`w/train/${cat}`]: damaged, [`w/validation/${dog}`]: damaged };
  const npz = async (name, arrays) => {
    const bytes = await npzOf(arrays);
    return { name, bytes, beside: { [name]: bytes } };
  };
  return {
    folders: await zip('parts.zip', parts),
    damaged: await zip('damaged.zip', broken),
    // Int(0.25 × 12) = int(0.25 × 13) pictures of each class are for validation.
    damagedSplit: await zip(
      'damaged_pets.zip',
      { ...train, 'cats/zzz.jpg': damaged },
      below('damaged_pets/', { ...train, 'cats/zzz.jpg': damaged }),
    ),
    apart: await zip('apart.zip', below('train/', train), below('apart/train/', train)),
    again: await zip('again.zip', below('train/', validation), below('again/train/', validation)),
    split: await zip('pets.zip', train, below('pets/', train)),
    trainOnly: await zip('train.zip', below('w/train/', train)),
    three: await zip('three.zip', { ...train, ...birds }, below('three/', { ...train, ...birds })),
    arrays: await npz('digits.npz', arrays('u1', 30, [24, 24, 3], 2)),
    grey: await npz('grey.npz', {
      ...arrays('f4', 20, [24, 24], 3, ['x_train', 'y_train']),
      ...arrays('f4', 8, [24, 24], 3, ['x_test', 'y_test']),
    }),
  };
}

/** Images with a class each, in turn: brighter for each class. Floats are 0 … 1. */
function arrays(type, count, shape, classes, [x, y] = ['x', 'y']) {
  const size = shape.reduce((product, side) => product * side, 1);
  const made = type === 'u1' ? new Uint8Array(count * size) : new Float32Array(count * size);
  for (let i = 0; i < made.length; i++) {
    const label = Math.floor(i / size) % classes;
    const level = ((i * 37) % 97) + 60 * label;
    made[i] = type === 'u1' ? level : level / 255;
  }
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  return {
    [x]: { type, shape: [count, ...shape], data: made },
    [y]: { type: 'i4', shape: [count], data: labels },
  };
}
