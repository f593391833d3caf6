/**
 * Times the data pipeline in a browser: a worker's stages, as shares of what its thread can do, and the whole pipeline
 * from a zip to batches, cold and warm. Results are verified before they are timed.
 */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { bundlePages, machine, median, openPage, printTable, saveResult } from './support.mjs';
import { peakMemory } from './pipeline/memory.mjs';
import { repeatPictures } from './pipeline/repeat-pictures.mjs';

const COURSE_DATA = '../shared/data/cats_and_dogs_filtered.zip';
const BUILT_IN = 'build/dataset/drawn_cats_and_dogs.zip';

export const options = {
  /** A zip of class folders. Default: the course's data set if it exists, else the built-in one. */
  data: { type: 'string', default: existsSync(COURSE_DATA) ? COURSE_DATA : BUILT_IN },
  rounds: { type: 'string', default: '5' },
  /** Number of images in the large zip, which repeats those of `data`; 0 to skip it. */
  large: { type: 'string', default: '25000' },
};

const BATCH = 128;
const WORKERS = [1, 2];
/**
 * Operations per pixel of three bytes in assembly/resample.ts: 6 products and sums for its position, 12 products and 6
 * sums to interpolate four neighbours, and the factor.
 */
const OPERATIONS_PER_PIXEL = 25;
/**
 * Pixels per image. The share of copying counts 12 bytes per pixel (three float32 values), which are written to the
 * module's memory, then read and written to the batch's memory.
 */
const PIXELS = 150 * 150;
/** Images per second of Keras 3.16 on one thread of a similar machine (AMD EPYC, Zen 4). */
const KERAS = { augment: 493, cold: 309 };

export default async function pipeline({ data, rounds, large }) {
  const folder = await bundlePages('pipeline', ['page', 'stage-worker']);
  const file = resolve(data);
  const { parts, ways, version } = await ordinaryZip(folder, file, Number(rounds));
  const many = Number(large) > 0 ? await largeZip(folder, file, Number(large)) : null;
  const about = { machine: machine(version), data: basename(file) };
  saveResult('pipeline', { ...about, stages: parts, whole: ways, large: many });
}

async function ordinaryZip(folder, file, rounds) {
  const page = await openPage(folder, 'page', { mounts: { data: file } });
  try {
    const parts = await stages(page, rounds);
    printTable(parts);
    const ways = await whole(page);
    printTable(ways);
    return { parts, ways, version: page.version };
  } finally {
    await page.close();
  }
}

/** Times the stages of one worker, one image at a time. */
async function stages(page, rounds) {
  await page.call('startStages');
  const decoding = [];
  for (let i = 0; i < 3; i++) decoding.push(await page.call('decode', '/data', 400));
  console.log(`${await page.call('prove')} augmented pictures are those of the plain loops, to the last bit`);
  const augmenting = [];
  for (let i = -2; i < rounds; i++) {
    const rate = await page.call('augment');
    if (i >= 0) augmenting.push(rate);
  }
  const best = async (name) => Math.max(await page.call(name), await page.call(name), await page.call(name));
  const [copy, operations] = [await best('copy'), await best('operations')];
  const rate = median(augmenting);
  const ms = (part) => median(decoding.map((each) => each[part]));
  const row = (part, ms, more = {}) => ({
    part,
    'ms a picture': ms,
    'pictures/s': 1e3 / ms,
    'share of arithmetic': null,
    'share of copying': null,
    ...more,
  });
  return [
    row('unzip (jszip)', ms('unzip')),
    row('decode and resize (nearest)', ms('decode')),
    row('augment (course), float32', 1e3 / rate, {
      'share of arithmetic': (rate * PIXELS * OPERATIONS_PER_PIXEL) / operations,
      'share of copying': (rate * PIXELS * 12) / copy,
    }),
    row('the same by Keras', 1e3 / KERAS.augment),
  ];
}

/**
 * Times zip to batches: cold, and warm once every image is decoded. All numbers of workers must give the same bytes.
 */
async function whole(page) {
  const rows = [];
  const hashes = [];
  for (const workers of WORKERS) {
    const { samples, openMs } = await page.call('open', '/data', workers, BATCH);
    const batches = Math.ceil(samples / BATCH);
    const cold = await page.call('take', batches);
    const warm = [];
    for (let i = 0; i < 3; i++) warm.push((await page.call('take', batches)).rate);
    hashes.push((await page.call('take', 2, true)).hash);
    const row = { workers, images: samples, 'open ms': openMs };
    rows.push({ ...row, 'cold pictures/s': cold.rate, 'warm pictures/s': median(warm) });
  }
  if (new Set(hashes).size !== 1) throw new Error('The number of workers changed a batch.');
  rows.push({
    workers: 'Keras, 1 thread',
    images: null,
    'open ms': null,
    'cold pictures/s': KERAS.cold,
    'warm pictures/s': null,
  });
  return rows;
}

/** Times one round of a zip that is too large to be cached decoded, and measures its peak memory. */
async function largeZip(folder, file, images) {
  const zip = await repeatPictures(file, images);
  const page = await openPage(folder, 'page', { mounts: { data: zip } });
  try {
    const { samples } = await page.call('open', '/data', 2, BATCH);
    const memory = peakMemory();
    const { rate } = await page.call('take', Math.ceil(samples / BATCH));
    const row = { images: samples, 'pictures/s': rate, 'peak MiB of the browser': await memory.stop() };
    printTable([row]);
    return row;
  } finally {
    await page.close();
  }
}
