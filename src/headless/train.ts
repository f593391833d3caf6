/** Trains in a headless browser and writes the results into a folder. */
import { describeData } from './data-source';
import { describeModel } from './model-source';
import { type TaskOptions, runTask } from './run-task';
import type { OptionsJson, TrainSummary } from './runner-protocol';
import { checkOneObject, chosenAugmentation } from './task-arguments';

/** What a run leaves in its folder. */
const RESULTS = [
  'history.json',
  'steps.json',
  'run.json',
  'report.html',
  'model/model.json',
  'model/weights.bin',
  'model.keras',
];

/** What to train on what. */
export interface TrainOptions extends TaskOptions {
  /** A .zip or .npz file, a folder of class folders, or a URL. */
  data: string;
  /** Another data set to validate on; default: the `validation/` folder or `validationSplit`. */
  validationData?: string | null;
  /** `course` (default) or a model's file. */
  model?: string;
  /** 'course' (default), 'none', or ImageDataGenerator arguments in Keras's spelling. The same as `options.augmentation`. */
  augmentation?: unknown;
  /** Folder for history.json, steps.json, run.json, report.html, model/ and model.keras; default: nothing is written. */
  out?: string;
  options?: OptionsJson;
}

/**
 * Trains a network without a window.
 *
 * @returns The history and the facts of the run; with `out` the same as written. Where the loss is NaN or infinite, a
 * 'warning' event says since when, training goes on, as in Keras, and the files have null, as JSON has no NaN.
 * @throws {PupilaError} 'invalid-argument', 'bad-archive', 'no-images', 'bad-image', 'bad-model', 'aborted'. What
 * `onEvent` throws.
 * @example
 * await train({ data: 'cats_and_dogs_filtered.zip', out: 'runs/first', options: { epochs: 2, seed: 0 } });
 */
export async function train(given: TrainOptions): Promise<TrainSummary> {
  checkOneObject('train', given, 'data, out, options');
  const { data, validationData, model = 'course', augmentation, out, options, ...task } = given;
  const chosen = chosenAugmentation({ augmentation, options }, undefined);
  const main = describeData(data, 'data');
  const other = validationData ? describeData(validationData, 'validation-data') : null;
  const network = describeModel(model);
  const config = {
    data: main.remote,
    validationData: other?.remote ?? null,
    model: network.remote,
    options: { ...options, ...(chosen !== undefined && { augmentation: chosen }) },
    write: out !== undefined,
  };
  const files = new Map([...main.files, ...(other?.files ?? []), ...network.files]);
  const results = out === undefined ? null : { folder: out, names: RESULTS };
  return runTask('train', config, { ...task, files, results });
}
