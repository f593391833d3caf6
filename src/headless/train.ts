/** Trains in a headless browser and writes the results to a folder. */
import { RUN_FORMATS, WRITABLE_FORMATS, type WritableFormat, writableFormat } from '../formats/registry';
import { describeData } from './data-source';
import { declaredFiles } from './declared-files';
import { type ModelArguments, describeModel } from './model-source';
import { type TaskOptions, runTask } from './run-task';
import type { OptionsJson, TrainSummary } from './runner-protocol';
import { checkArguments, resolveAugmentation } from './task-arguments';

/** Files that a run writes. */
const RESULTS = [
  'history.json',
  'steps.json',
  'run.json',
  'report.html',
  ...WRITABLE_FORMATS.flatMap(({ files }) => files),
];

/** Arguments of `train`. */
export interface TrainOptions extends TaskOptions, ModelArguments {
  /** A .zip or .npz file, a folder of class folders, or a URL. */
  data: string;
  /** Separate data set for validation. Default: the `validation/` folder or `validationSplit`. */
  validationData?: string | null;
  /**
   * 'course' (default), 'none', or ImageDataGenerator arguments in Keras's spelling. Same as `options.augmentation`.
   */
  augmentation?: unknown;
  /**
   * Folder for history.json, steps.json, run.json, report.html, the model, and the files of callbacks. Default: writes
   * nothing; callbacks that write are refused.
   */
  out?: string;
  /**
   * Formats of the model to write. The folder then has no others from an earlier run. If one of them does not support a
   * layer of the model, `train` rejects before it trains. Default: those of tfjs and keras that support the model.
   */
  formats?: readonly WritableFormat[];
  options?: OptionsJson;
}

/**
 * Trains a network in a headless browser.
 *
 * @returns History and facts of the run, the same as in the files. If the loss becomes NaN or infinite, a 'warning'
 * event reports the step and training continues, as in Keras. The files contain null instead, because JSON has no NaN.
 * @throws {PupilaError} 'invalid-argument', 'bad-archive', 'no-images', 'bad-image', 'bad-model', 'aborted'.
 * @throws What `onEvent` throws.
 * @example
 * await train({ data: 'cats_and_dogs_filtered.zip', out: 'runs/first', options: { epochs: 2, seed: 0 } });
 */
export async function train(taskArguments: TrainOptions): Promise<TrainSummary> {
  checkArguments('train', taskArguments);
  const {
    data,
    validationData,
    model,
    weights,
    byName,
    skipMismatch,
    augmentation,
    out,
    formats,
    options,
    ...task
  } = taskArguments;
  formats?.forEach(writableFormat);
  const chosen = resolveAugmentation({ augmentation, options }, undefined);
  const declared = declaredFiles(options ?? {}, out !== undefined, RESULTS);
  const dataset = describeData(data, 'data');
  const validationDataset = validationData ? describeData(validationData, 'validation-data') : null;
  const network = describeModel({ model, weights, byName, skipMismatch });
  const config = {
    data: dataset.remote,
    validationData: validationDataset?.remote ?? null,
    ...network.remote,
    options: { ...options, ...(chosen !== undefined && { augmentation: chosen }) },
    write: out === undefined ? null : { formats: formats ?? RUN_FORMATS, isChosen: formats !== undefined },
  };
  const files = new Map([...dataset.files, ...(validationDataset?.files ?? []), ...network.files]);
  const results = out === undefined ? null : { folder: out, names: RESULTS, declared };
  return runTask('train', config, { ...task, files, results });
}
