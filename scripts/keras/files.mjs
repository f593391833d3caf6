/** Pictures and folders for the scripts: what a reader has beside the code. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import JSZip from 'jszip';

const BUILT_IN = { cat: 'cat.jpg', dog: 'dog.jpg', shapes: 'shapes.png' };

/** Returns the bytes of a built-in picture. */
export const builtIn = (name) => readFileSync(join('dist/assets/pictures', BUILT_IN[name]));

/** Returns a PNG of bands and noise, which every wrong pixel of a resize changes. */
export function drawnPicture(width, height, { name = 'drawn.png', channels = 3 } = {}) {
  let state = width * 31 + height;
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const band = 40 * (Math.floor(i / channels / 7) % 4) + 50 * (i % channels);
    return Math.min(255, band + (state >> 25));
  });
  return { name, bytes: encode({ width, height, channels, depth: 8, data }) };
}

/** A folder that is removed at the end. */
export class WorkFolder {
  path = mkdtempSync(join(tmpdir(), 'pupila-lesson-'));

  /** Returns a new folder with a `picture.png`, and other files by path. */
  make(picture, files = {}) {
    const folder = mkdtempSync(join(this.path, 'run-'));
    for (const [path, bytes] of Object.entries({
      'picture.png': picture.bytes ?? builtIn(picture),
      ...files,
    })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return folder;
  }

  /** Returns a new folder with the lesson's data, unpacked. */
  async withLessonData(picture) {
    const data = join(this.path, 'lesson-data');
    for (const [path, bytes] of existsSync(data) ? [] : Object.entries(await lessonData())) {
      mkdirSync(dirname(join(data, path)), { recursive: true });
      writeFileSync(join(data, path), bytes);
    }
    const folder = this.make(picture);
    for (const part of ['train', 'validation']) symlinkSync(join(data, part), join(folder, part));
    return folder;
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Returns the files of the lesson's data by path: `train/cats/…`. */
export async function lessonData() {
  const zip = await JSZip.loadAsync(readFileSync('dist/page/drawn_cats_and_dogs.zip'));
  const files = Object.values(zip.files).filter(({ dir }) => !dir);
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.name, await file.async('uint8array')])),
  );
}

/** Returns a zip of files by path. */
export async function zipOf(files) {
  const zip = new JSZip();
  for (const [path, bytes] of Object.entries(files)) zip.file(path, bytes);
  return zip.generateAsync({ type: 'uint8array' });
}

/** Returns an `.npz` of arrays by name: `{ type: 'u1' | 'f4' | 'i4', shape, data }`. */
export function npzOf(arrays) {
  return zipOf(
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)])),
  );
}

function npy({ type, shape, data }) {
  const order = type === 'u1' ? '|' : '<';
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${order}${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = `${header.padEnd(117 - 0)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8]);
  return Buffer.concat([
    start,
    Buffer.from(padded),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ]);
}
