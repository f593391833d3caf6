/**
 * The tasks other than training and prediction: batches, preview, evaluate, summary, info. Each runs in a headless browser.
 */
import { basename, dirname } from 'node:path';
import { checkCommandOptions } from '../options/command-options';
import type { BackendChoice } from '../options/training-options';
import { describeData } from './data-source';
import { type ModelArguments, describeModel } from './model-source';
import { type TaskOptions, runTask } from './run-task';
import type {
  BatchesResult,
  EvaluateResult,
  InfoResult,
  OptionsJson,
  PreviewResult,
} from './runner-protocol';
import { checkArguments, resolveAugmentation } from './task-arguments';

/** A data set and the options for reading it. */
export interface DataArguments extends TaskOptions {
  /** A .zip or .npz file, a folder of class folders, or a URL. */
  data: string;
  options?: OptionsJson;
}

/** Arguments of `batches`. */
export interface BatchesArguments extends DataArguments {
  /** Folder for the arrays and `index.json`. */
  out: string;
  /** Number of batches. */
  count: number;
  /** Default 'training'. */
  subset?: 'training' | 'validation';
  /** 'course', 'none' (pixels 0..1), or ImageDataGenerator arguments in Keras's spelling. Default: unchanged pixels. */
  augmentation?: unknown;
}

/**
 * Writes batches as `batch_<i>_x.npy` and `batch_<i>_y.npy`, with an `index.json`. Equal seeds give the same batches as
 * Keras.
 *
 * @throws {PupilaError} 'invalid-argument', 'bad-archive', 'no-images', 'bad-image', 'aborted'.
 * @example
 * await batches({ data: 'pets.zip', out: 'arrays', count: 3, options: { seed: 5 } });
 */
export async function batches(taskArguments: BatchesArguments): Promise<BatchesResult> {
  checkArguments('batches', taskArguments);
  const {
    data,
    out,
    count,
    subset = 'training',
    augmentation,
    options = {},
    gpu = 'none',
    ...task
  } = taskArguments;
  checkCommandOptions('batches', options);
  const { remote, files } = describeData(data, 'data');
  const chosen = resolveAugmentation({ augmentation, options }, null);
  const config = { data: remote, subset, count, augmentation: chosen, options };
  const arrays = Array.from({ length: count }, (_, i) => [`batch_${i}_x.npy`, `batch_${i}_y.npy`]);
  const results = { folder: out, names: [...arrays.flat(), 'index.json'] };
  return runTask('batches', config, { ...task, gpu, files, results });
}

/** Arguments of `preview`. */
export interface PreviewArguments extends DataArguments {
  /** The PNG file to write. */
  out: string;
  /** Number of pictures. Default 9. */
  count?: number;
  /** Index or file name of one image to repeat. Default: the first batch of a run. */
  image?: number | string;
  /** 'course' (default), 'none', or ImageDataGenerator arguments in Keras's spelling. */
  augmentation?: unknown;
}

/**
 * Writes a contact sheet of augmented training images.
 *
 * @throws {PupilaError} The same as `batches`.
 * @example
 * await preview({ data: 'pets.zip', out: 'sheet.png', count: 9 });
 */
export async function preview(taskArguments: PreviewArguments): Promise<PreviewResult> {
  checkArguments('preview', taskArguments);
  const { data, out, count = 9, image, augmentation, options = {}, gpu = 'none', ...task } = taskArguments;
  checkCommandOptions('preview', options);
  const { remote, files } = describeData(data, 'data');
  const chosen = resolveAugmentation({ augmentation, options }, 'course');
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

/** Arguments of `evaluate`. */
export interface EvaluateArguments extends DataArguments, ModelArguments {
  /** Default: every part that the data has. */
  part?: 'training' | 'validation';
}

/**
 * Returns loss, accuracy, figures per class and confusion matrix of a model on the training and the validation part of
 * the data, without augmentation.
 *
 * @throws {PupilaError} The same as `batches`, and 'bad-model', also for a weight or an output that is NaN or infinite.
 * @example
 * const { validation } = await evaluate({ data: 'pets.zip', model: 'runs/first' });
 * console.log(validation?.accuracy, validation?.perClass);
 */
export async function evaluate(taskArguments: EvaluateArguments): Promise<EvaluateResult> {
  checkArguments('evaluate', taskArguments);
  const { data, model, weights, byName, skipMismatch, part = null, options = {}, ...task } = taskArguments;
  checkCommandOptions('evaluate', options);
  const dataset = describeData(data, 'data');
  const network = describeModel({ model, weights, byName, skipMismatch });
  const config = { data: dataset.remote, ...network.remote, part, options };
  return runTask('evaluate', config, { ...task, files: new Map([...dataset.files, ...network.files]) });
}

/** Arguments of `summary`. */
export interface SummaryArguments extends TaskOptions, ModelArguments {
  /** `targetSize` and `colorMode` of the course's network. A model file has its own. */
  options?: OptionsJson;
  /** Number of classes of the course's network. Default 2. */
  classes?: number | null;
}

/**
 * Returns the table that Keras's `summary()` prints.
 *
 * @throws {PupilaError} 'invalid-argument', 'bad-model', 'aborted'.
 * @example
 * console.log(await summary({ model: 'course' }));
 */
export async function summary(taskArguments: SummaryArguments): Promise<string> {
  checkArguments('summary', taskArguments);
  const {
    model,
    weights,
    byName,
    skipMismatch,
    options = {},
    classes = null,
    gpu = 'none',
    ...task
  } = taskArguments;
  checkCommandOptions('summary', options);
  const { remote, files } = describeModel({ model, weights, byName, skipMismatch });
  return runTask('summary', { ...remote, options, classes }, { ...task, gpu, files });
}

/** Arguments of `info`. */
export interface InfoArguments extends TaskOptions {
  /** Default 'auto'. */
  backend?: BackendChoice;
}

/**
 * Returns the backends that the browser supports, and the one that `backend` selects.
 *
 * @throws {PupilaError} 'backend-unavailable', 'aborted'.
 * @example
 * const { backend, reason } = await info({ backend: 'auto' });
 */
export async function info(taskArguments: InfoArguments): Promise<InfoResult> {
  checkArguments('info', taskArguments);
  const { backend = 'auto', ...task } = taskArguments;
  return runTask('info', { backend }, task);
}
