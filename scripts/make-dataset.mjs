/**
 * Draws the built-in data set: cats and dogs, train/ and validation/, packed as a zip. Next to it: `few_….zip`, with the
 * first of its training pictures and all of its validation pictures, on which a network overfits; and the lesson's
 * pictures. The same seed gives the same bytes.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import JSZip from 'jszip';
import { drawExamples } from './dataset/examples.mjs';
import { drawPicture } from './dataset/picture.mjs';

const HELP = `node scripts/make-dataset.mjs [--out FILE] [--seed N] [--train N] [--few N] [--validation N]

  --out         zip to write (default build/dataset/drawn_cats_and_dogs.zip); few_….zip and pictures/ go beside it
  --seed        seed of every picture (default 1)
  --train       training pictures, over both classes (default 512)
  --few         training pictures of few_….zip (default 32)
  --validation  validation pictures, over both classes (default 128)`;

/** Date of every file, fixed so that the zip's bytes depend only on the seed. */
const DATE = new Date(Date.UTC(2020, 0, 1));

/**
 * Returns the bytes of both zips.
 *
 * @param {{seed: number, train: number, few: number, validation: number}} options
 */
export async function makeDataset({ seed, train, few, validation }) {
  const [all, some] = [new JSZip(), new JSZip()];
  let next = seed * 1_000_003;
  for (const [part, count] of [
    ['train', train],
    ['validation', validation],
  ]) {
    for (let i = 0; i < count; i++) {
      const kind = i % 2 === 0 ? 'cat' : 'dog';
      const { extension, bytes } = await drawPicture(kind, next++);
      const path = `${part}/${kind}s/${kind}.${String(i >> 1).padStart(3, '0')}.${extension}`;
      const zips = part === 'train' && i >= few ? [all] : [all, some];
      for (const zip of zips) zip.file(path, bytes, { date: DATE, createFolders: false });
    }
  }
  const [bytes, fewBytes] = await Promise.all(
    [all, some].map((zip) => zip.generateAsync({ type: 'uint8array', platform: 'UNIX' })),
  );
  return { bytes, fewBytes };
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'build/dataset/drawn_cats_and_dogs.zip' },
      seed: { type: 'string', default: '1' },
      train: { type: 'string', default: '512' },
      few: { type: 'string', default: '32' },
      validation: { type: 'string', default: '128' },
      help: { type: 'boolean', default: false },
    },
  });
  const count = (name) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new Error(`--${name} is an integer of at least 0. Received: ${name}=${values[name]}`);
  };
  const counts = Object.fromEntries(
    ['seed', 'train', 'few', 'validation'].map((name) => [name, count(name)]),
  );
  return { ...values, ...counts };
}

async function main() {
  let options;
  try {
    options = readOptions();
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
  if (options.help) return console.log(HELP);
  const { bytes, fewBytes } = await makeDataset(options);
  const folder = dirname(options.out);
  mkdirSync(folder, { recursive: true });
  write(join(folder, `few_${basename(options.out)}`), fewBytes);
  write(options.out, bytes);
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  for (const [name, picture] of Object.entries(await drawExamples()))
    writeFileSync(join(pictures, name), picture);
  const size = (bytes.length / 1e6).toFixed(1);
  console.log(
    `${options.train} training and ${options.validation} validation pictures, ${size} MB: ${options.out}`,
  );
}

/** Writes a file that is never there in part. */
function write(path, bytes) {
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
