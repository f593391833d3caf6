/**
 * The data worker: opens a data set and makes batches off the main thread. It does not know tfjs and draws no
 * random numbers. It accepts calls as soon as this file is loaded; calls that need compiled code wait for it.
 */
import { expose, transfer } from 'comlink';
import { assetProblem } from '../src/assets/asset-problem';
import { PupilaError, messageOf } from '../src/core/errors';
import { message } from '../src/core/message';
import { pictureFacts } from '../src/data/decode';
import { initJpegDecoder } from '../src/data/decode/jpeg';
import { fetchArchive } from '../src/data/archive/fetch-archive';
import { fitStatistics } from '../src/data/augment/fit-statistics';
import { loadImage, observePictures } from '../src/data/batch/load-image';
import { initResampler } from '../src/data/augment/resample-kernel';
import type { ImageStore } from '../src/data/batch/image-store';
import { makeBatch, toFloat, toRgba } from '../src/data/batch/make-batch';
import { type Dataset, openDataset } from '../src/data/batch/open-dataset';
import type { FloatImage } from '../src/core/types';
import { shareArchive } from '../src/data/archive/shared-archive';
import { standardize } from '../src/data/augment/standardize';
import type { DataWorkerApi, Part } from '../src/protocol/data-protocol';
import { reportPicture } from '../src/protocol/picture-sign';
import { toWire } from '../src/protocol/wire-error';
import { addressOf } from './asset-addresses';

observePictures(reportPicture);

/** Most messages about the progress of one task: one per picture would be too many. */
const PROGRESS_MESSAGES = 100;

let dataset: Dataset | null = null;
/** Resolves when all WebAssembly is compiled. */
const ready = Promise.all([
  compile('libjpegturbowasm_decode.wasm').then((turbo) =>
    initJpegDecoder({ turbo, careful: () => compile('mozjpeg_dec.wasm') }),
  ),
  compile('resample.wasm').then(initResampler),
]);

const api: DataWorkerApi = {
  async resolve(source, progress) {
    return shareArchive(
      source.kind === 'url' ? await fetchArchive(source.url, source.name, progress) : source,
    );
  },

  async open(source, validation, options) {
    await ready;
    dataset = await openDataset(source, validation, options);
    const { name, classes, imageShape, training, warnings } = dataset;
    const info = ({ root, filenames, labels, sampleWeight, imageBytes }: Dataset['training']) => ({
      root,
      samples: filenames.length,
      filenames,
      labels,
      sampleWeight,
      imageBytes,
    });
    return {
      name,
      classes,
      imageShape,
      warnings,
      skipped: [],
      bytes: training.bytes,
      training: info(training),
      validation: dataset.validation && info(dataset.validation),
    };
  },

  async useCache(memory) {
    const { training, validation } = requireDataset();
    training.useCache(memory.training);
    validation?.useCache(memory.validation);
    return Promise.resolve();
  },

  async check(which, from, to, rejected) {
    const store = part(which);
    store.rejectPaths(rejected);
    const broken = [];
    for (let index = from; index < to; index++) {
      try {
        await store.load(index);
      } catch (error) {
        if (!(error instanceof PupilaError)) throw error;
        broken.push({ index, reason: messageOf(error) });
      }
    }
    return broken;
  },

  async drop(broken) {
    const { training, validation } = requireDataset();
    training.drop(broken.training);
    validation?.drop(broken.validation);
    return Promise.resolve();
  },

  async makeBatch(request) {
    const started = performance.now();
    const { classes, imageShape } = requireDataset();
    const { x, y } = await makeBatch(part(request.part), { ...request, classes: classes.length, imageShape });
    const reply = { x, y, ms: performance.now() - started };
    return transfer(reply, y ? [x.buffer, y.buffer] : [x.buffer]);
  },

  async picture(which, index) {
    const { width, height, data, channels } = toFloat(await part(which).load(index));
    const rgba = toRgba(data, channels);
    return transfer({ data: rgba, width, height }, [rgba.buffer]);
  },

  async fitStatistics(which, options, fit, progress) {
    const store = part(which);
    const total = store.filenames.length;
    const every = Math.ceil(total / PROGRESS_MESSAGES);
    return fitStatistics(imagesOf(store), options, fit, (images) => {
      if (images % every === 0 || images === total) progress?.(images);
    });
  },

  async pictureFacts(file, name) {
    await ready;
    return pictureFacts(new Uint8Array(await file.arrayBuffer()), name);
  },

  async prepare(file, name, options, statistics, read) {
    await ready;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const image = toFloat(await loadImage(bytes, { ...read, name }));
    const { data } = standardize(image, options, statistics);
    return transfer(data, [data.buffer]);
  },
};

expose(withWireErrors(api));

async function compile(file: string): Promise<WebAssembly.Module> {
  const url = addressOf(`wasm/${file}`);
  const response = await fetch(url).catch(() => null);
  const problem = assetProblem(url, response);
  if (problem) throw new PupilaError('fetch-failed', problem);
  return WebAssembly.compileStreaming(response as Response);
}

function requireDataset(): Dataset {
  if (!dataset) throw new PupilaError('internal', 'internal: the data worker was used before `open`');
  return dataset;
}

function part(which: Part): ImageStore {
  const store = requireDataset()[which];
  if (!store) throw new PupilaError('no-images', message`The data set has no ${which} part.`);
  return store;
}

/** Returns all images of a part, as an iterable that can be iterated repeatedly. */
function imagesOf(store: ImageStore): AsyncIterable<FloatImage> {
  return {
    async *[Symbol.asyncIterator]() {
      for (let i = 0; i < store.labels.length; i++) yield toFloat(await store.load(i));
    },
  };
}

/** Wraps the API so that errors keep their code on the way to the main thread. */
function withWireErrors<Api extends object>(target: Api): Api {
  const entries = Object.entries(target).map(
    ([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      (...args: unknown[]) =>
        method(...args).catch((error: unknown) => {
          throw toWire(error);
        }),
    ],
  );
  return Object.fromEntries(entries) as Api;
}
