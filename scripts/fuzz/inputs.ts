/** The starting points of the fuzzer: intact files of every supported format, and how to read them. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import JSZip from 'jszip';
import { openArchive } from '../../src/data/archive/archive';
import { decodeImage } from '../../src/data/decode';
import { cases, bytesOf, refused } from '../../src/data/decode/formats.testing';
import { openLargeArchive } from '../../src/data/archive/large-archive';
import { readNpy, writeNpy } from '../../src/data/archive/npy';
import { npzDataset, readNpz } from '../../src/data/archive/npz';
import type { Archive, ColorMode } from '../../src/core/types';

type Bytes = Uint8Array<ArrayBuffer>;

/** An intact file, and one way to read it. */
export interface Input {
  name: string;
  bytes: Bytes;
  /** Rejects with a `PupilaError` if the file is damaged. */
  read(bytes: Bytes): Promise<unknown>;
}

const PICTURES = ['fixtures/images', 'fixtures/jpeg', '../shared/field/pictures'];
const MODES: ColorMode[] = ['rgb', 'grayscale', 'rgba'];

async function readAll(archive: Archive): Promise<void> {
  for (const path of archive.paths) await archive.read(path);
}

async function readArrays(bytes: Bytes): Promise<void> {
  npzDataset(await readNpz(bytes), 0.5);
}

/** Returns all inputs, always in the same order. Skips folders that do not exist. */
export async function allInputs(): Promise<Input[]> {
  const files = PICTURES.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(png|jpe?g|bmp|ppm|tiff?)$/i.test(name))
      .sort()
      .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(join(folder, name))) })),
  );
  const fixtures = [
    ...cases.map(({ name, file }) => ({ name, bytes: bytesOf(file) as Bytes })),
    ...refused.map(({ reason, file }) => ({ name: reason, bytes: bytesOf(file) as Bytes })),
  ];
  const pictures = [...fixtures, ...files].flatMap(({ name, bytes }) =>
    MODES.map((mode) => ({
      name: `${name} as ${mode}`,
      bytes,
      read: (changed: Bytes) => decodeImage(changed, mode, name),
    })),
  );
  const tree = Uint8Array.from(readFileSync('fixtures/tree.zip'));
  const npy = writeNpy(
    [4, 3, 3, 3],
    Float32Array.from({ length: 108 }, (_, i) => i),
  );
  const labels = writeNpy([4], Int32Array.of(0, 1, 1, 0));
  const npz = async (compression: 'STORE' | 'DEFLATE'): Promise<Bytes> => {
    const zip = new JSZip();
    // A fixed date, so that a seed gives the same file every day.
    for (const [name, bytes] of Object.entries({ 'x.npy': npy, 'y.npy': labels }))
      zip.file(name, bytes, { date: new Date(0) });
    return Uint8Array.from(await zip.generateAsync({ type: 'uint8array', compression }));
  };
  const others: Input[] = [
    { name: 'zip', bytes: tree, read: async (bytes) => readAll(await openArchive(bytes)) },
    {
      name: 'zip read in slices',
      bytes: tree,
      read: async (bytes) => readAll(await openLargeArchive(new Blob([bytes]))),
    },
    { name: 'npy', bytes: npy, read: (bytes) => Promise.resolve().then(() => readNpy(bytes)) },
    { name: 'npz stored', bytes: await npz('STORE'), read: readArrays },
    { name: 'npz deflated', bytes: await npz('DEFLATE'), read: readArrays },
  ];
  // There are many pictures, so every other input counts ten times.
  return [...pictures, ...others.flatMap((input) => Array<Input>(10).fill(input))];
}
