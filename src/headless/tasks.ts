/** The smaller tasks: batches, preview, evaluate, predict, summary, info. Each runs in a headless browser. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { invalidArgument } from '../core/errors';
import { describeData } from './data-source';
import { describeModel } from './model-source';
import { type TaskOptions, runTask } from './run-task';
import type {
  BatchesConfig,
  BatchesResult,
  EvaluateResult,
  OptionsJson,
  Prediction,
  PreviewConfig,
  PreviewResult,
  RunnerTasks,
} from './runner-protocol';
import { realPathOf } from './served-files';
import { checkOneObject, chosenAugmentation } from './task-arguments';

/** A data set and how it is read. */
interface DataArguments extends TaskOptions {
  /** A .zip or .npz file, a folder of class folders, or a URL. */
  data: string;
  options?: OptionsJson;
}

export interface BatchesArguments extends DataArguments {
  /** Folder for the arrays and `index.json`. */
  out: string;
  /** Number of batches. */
  count: number;
  /** Default 'training'. */
  subset?: BatchesConfig['subset'];
  /** 'course', 'none' (pixels 0..1), or ImageDataGenerator arguments in Keras's spelling; default: pixels as they are. */
  augmentation?: unknown;
}

/**
 * Writes `batch_<i>_x.npy`, `batch_<i>_y.npy` and `index.json`: Keras's own batches for equal seeds.
 *
 * @throws {PupilaError} 'invalid-argument', 'bad-archive', 'no-images', 'bad-image', 'aborted'.
 * @example
 * await batches({ data: 'pets.zip', out: 'arrays', count: 3, options: { seed: 5 } });
 */
export async function batches(given: BatchesArguments): Promise<BatchesResult> {
  checkOneObject('batches', given, 'data, out, count, options');
  const { data, out, count, subset = 'training', augmentation, options = {}, gpu = 'none', ...task } = given;
  const { remote, files } = describeData(data, 'data');
  const chosen = chosenAugmentation({ augmentation, options }, null);
  const config = { data: remote, subset, count, augmentation: chosen, options };
  const arrays = Array.from({ length: count }, (_, i) => [`batch_${i}_x.npy`, `batch_${i}_y.npy`]);
  const results = { folder: out, names: [...arrays.flat(), 'index.json'] };
  return runTask('batches', config, { ...task, gpu, files, results });
}

export interface PreviewArguments extends DataArguments {
  /** The PNG file to write. */
  out: string;
  /** Number of pictures; default 9. */
  count?: number;
  image?: PreviewConfig['image'];
  /** 'course' (default), 'none', or ImageDataGenerator arguments in Keras's spelling. */
  augmentation?: unknown;
}

/**
 * Writes a contact sheet of augmented training images.
 *
 * @throws {PupilaError} as `batches`.
 * @example
 * await preview({ data: 'pets.zip', out: 'sheet.png', count: 9 });
 */
export async function preview(given: PreviewArguments): Promise<PreviewResult> {
  checkOneObject('preview', given, 'data, out, count, options');
  const { data, out, count = 9, image, augmentation, options = {}, gpu = 'none', ...task } = given;
  const { remote, files } = describeData(data, 'data');
  const chosen = chosenAugmentation({ augmentation, options }, 'course');
  const config = {
    data: remote,
    count,
    ...(image !== undefined && { image }),
    options: { ...options, augmentation: chosen },
    name: basename(out),
  };
  const results = { folder: dirname(out), names: [basename(out)] };
  return runTask('preview', config, { ...task, gpu, files, results });
}

export interface EvaluateArguments extends DataArguments {
  /** A run's folder, `model.json`, `.keras` or `.h5`. */
  model: string;
}

/**
 * Loss, accuracy and confusion matrix of a model on the data's validation part, or on all of it where there is none.
 *
 * @throws {PupilaError} as `batches`, and 'bad-model'.
 * @example
 * const { accuracy } = await evaluate({ data: 'pets.zip', model: 'runs/first' });
 */
export async function evaluate(given: EvaluateArguments): Promise<EvaluateResult> {
  checkOneObject('evaluate', given, 'data, model, options');
  const { data, model, options = {}, ...task } = given;
  if (options.augmentation !== undefined)
    throw invalidArgument(
      "`augmentation` is not an option of `evaluate`: pictures are prepared as the model's file says.",
      {
        augmentation: options.augmentation,
      },
    );
  const main = describeData(data, 'data');
  const network = describeModel(model);
  const config = { data: main.remote, model: network.remote, options };
  return runTask('evaluate', config, { ...task, files: new Map([...main.files, ...network.files]) });
}

export interface PredictArguments extends TaskOptions {
  /** Picture files. */
  images: readonly string[];
  /** A run's folder, `model.json`, `.keras` or `.h5`. */
  model: string;
  /** With `onError: 'skip'` a picture that cannot be read is left out, and a 'warning' event names it. */
  options?: OptionsJson;
}

/**
 * Class probabilities of pictures.
 *
 * @returns One for each picture that can be read, in the order of `images`.
 * @throws {PupilaError} 'invalid-argument', 'bad-image', 'bad-model', 'aborted'.
 * @example
 * const [{ predicted }] = await predict({ images: ['cat.jpg'], model: 'runs/first' });
 */
export async function predict(given: PredictArguments): Promise<Prediction[]> {
  checkOneObject('predict', given, 'images, model, options');
  const { images, model, options = {}, ...task } = given;
  const network = describeModel(model);
  const files = new Map(network.files);
  const pictures = images.map((image, i) => {
    const path = resolve(image);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
      throw invalidArgument('IMAGE is a picture file.', { IMAGE: image });
    }
    files.set(`image-${i}`, realPathOf(path));
    return { url: `image-${i}`, name: image };
  });
  return runTask('predict', { images: pictures, model: network.remote, options }, { ...task, files });
}

export interface SummaryArguments extends TaskOptions {
  /** 'course', or a model's file. */
  model: string;
  /** Of the course's network: `targetSize` and `colorMode`. A file has its own. */
  options?: OptionsJson;
  /** Number of classes of the course's network; default 2. */
  classes?: number | null;
}

/**
 * The table that Keras's `summary()` prints.
 *
 * @throws {PupilaError} 'invalid-argument', 'bad-model', 'aborted'.
 * @example
 * console.log(await summary({ model: 'course' }));
 */
export async function summary(given: SummaryArguments): Promise<string> {
  checkOneObject('summary', given, 'model, options');
  const { model, options = {}, classes = null, gpu = 'none', ...task } = given;
  const { remote, files } = describeModel(model);
  return runTask('summary', { model: remote, options, classes }, { ...task, gpu, files });
}

export interface InfoArguments extends TaskOptions {
  /** Default 'auto'. */
  backend?: 'auto' | 'webgpu' | 'wasm';
}

/**
 * The backends of the browser that would train, and which one `backend` chooses.
 *
 * @throws {PupilaError} 'backend-unavailable', 'aborted'.
 * @example
 * const { backend, reason } = await info({ backend: 'auto' });
 */
export async function info(given: InfoArguments): Promise<Awaited<ReturnType<RunnerTasks['info']>>> {
  checkOneObject('info', given, 'backend');
  const { backend = 'auto', ...task } = given;
  return runTask('info', { backend }, task);
}
