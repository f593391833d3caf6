/** Trains in a headless browser and writes the results to a folder. */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { readCallbackChoices } from '../options/callback-choice';
import { backupOf } from '../training/callbacks/backup-and-restore';
import { makeCallbacks } from '../training/callbacks/registry';
import { RUN_FORMATS, WRITABLE_FORMATS, type WritableFormat, writableFormat } from '../formats/registry';
import { CHECKPOINT_FILES } from './checkpoint-files';
import { describeCheckpoints, interruptedRun } from './checkpoint-source';
import { describeData } from './data-source';
import { declaredFiles } from './declared-files';
import { type ModelArguments, describeModel } from './model-source';
import { checkRoom } from './room';
import { lockRun } from './run-lock';
import { markEnded } from './run-state';
import { type TaskOptions, runTask } from './run-task';
import type { OptionsJson, RunnerEvent, TrainSummary } from './runner-protocol';
import { checkArguments, resolveAugmentation } from './task-arguments';

/** Files that a run writes. */
const RESULTS = [
  'history.json',
  'confusion.json',
  'steps.json',
  'steps.jsonl',
  'run.json',
  'report.html',
  ...WRITABLE_FORMATS.flatMap(({ files }) => files),
  ...CHECKPOINT_FILES,
];

/** @throws {PupilaError} 'invalid-argument' if a folder has results of an earlier run. */
function checkIsNew(out: string): void {
  // Links are refused for what they are. A run that failed at once has only said so in run.json.
  const isResult = (path: string): boolean => existsSync(path) && !lstatSync(path).isSymbolicLink();
  const found = RESULTS.find((name) => name !== 'run.json' && isResult(join(out, name)));
  if (found === undefined) return;
  throw invalidArgument(
    message`\`out\` has results of an earlier run. Name another folder, continue that run with \`resume\`, or replace it with \`overwrite\`.`,
    { out: join(out, found) },
  );
}

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
  /**
   * Whether WebAssembly may compute on 256 bits at a time, which Chromium does not do by default. A check at the start
   * compares the results of every kernel, to the last bit; if one differs, or on a processor other than x64, the run uses
   * 128 bits. `run.json` says which. Default true.
   */
  revectorize?: boolean;
  /**
   * Folder of a run to continue: its `out`, or the folder `checkpoints` in it. It ends with the weights of a run that was
   * not interrupted, to the last bit on the same backend. Data, model and options must be that run's; options that are not
   * given are. May be `out` itself.
   */
  resume?: string | null;
  /** Seconds between two checkpoints in `out/checkpoints`. One is also written after each epoch. Default 30. */
  checkpointSeconds?: number;
  /**
   * Whether `out` may have results of an earlier run, which are then replaced. Default false: with the callback
   * `BackupAndRestore`, a run there that was interrupted continues if data and options are the same; others are refused.
   */
  overwrite?: boolean;
  options?: OptionsJson;
}

/**
 * Trains a network in a headless browser.
 *
 * @returns History and facts of the run, the same as in the files. If the training loss becomes NaN or infinite, training
 * ends, a 'warning' event tells the step and the cause, and a model with such weights is not written. The files contain
 * null instead, because JSON has no NaN.
 * @throws {PupilaError} 'invalid-argument', 'bad-archive', 'no-images', 'bad-image', 'bad-model', 'aborted'.
 * @throws What `onEvent` throws.
 * @example
 * await train({ data: 'cats_and_dogs_filtered.zip', out: 'runs/first', options: { epochs: 2, seed: 0 } });
 */
export const train = (taskArguments: TrainOptions): Promise<TrainSummary> =>
  trainIn(taskArguments, { isReplaced: false });

/**
 * As `train`.
 *
 * @param isReplaced Whether results in `out` are replaced also without `overwrite`, except for a run that
 *   `BackupAndRestore` continues.
 */
export async function trainIn(
  taskArguments: TrainOptions,
  { isReplaced }: { isReplaced: boolean },
): Promise<TrainSummary> {
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
    revectorize = true,
    resume = null,
    checkpointSeconds = null,
    overwrite = false,
    options,
    ...task
  } = taskArguments;
  formats?.forEach(writableFormat);
  if (out === undefined && checkpointSeconds !== null)
    throw invalidArgument(message`\`checkpointSeconds\` needs \`out\`, the folder of the checkpoints.`, {
      checkpointSeconds,
    });
  const backup = backupOf(
    makeCallbacks(readCallbackChoices(options?.callbacks ?? []) ?? []),
    out !== undefined,
  );
  const isBackedUp = backup !== null && resume === null && !overwrite;
  const interrupted = isBackedUp && out !== undefined ? interruptedRun(out) : null;
  const restores = interrupted?.hasCheckpoints ?? false;
  const continued = restores && out !== undefined ? out : resume;
  const earlier = continued === null ? null : describeCheckpoints(continued);
  const isInPlace = out !== undefined && (earlier?.isIn(out) ?? false);
  const mayReplace = overwrite || isReplaced || interrupted !== null;
  if (out !== undefined && !mayReplace && !isInPlace) checkIsNew(out);
  const chosen = resolveAugmentation({ augmentation, options }, undefined);
  const declared = declaredFiles(options?.callbacks ?? earlier?.callbacks, out !== undefined, RESULTS);
  const dataset = describeData(data, 'data');
  const validationDataset = validationData ? describeData(validationData, 'validation-data') : null;
  const network = describeModel({ model, weights, byName, skipMismatch });
  const config = {
    data: dataset.remote,
    validationData: validationDataset?.remote ?? null,
    ...network.remote,
    options: { ...options, ...(chosen !== undefined && { augmentation: chosen }) },
    write: out === undefined ? null : { formats: formats ?? RUN_FORMATS, isChosen: formats !== undefined },
    resume: earlier && earlier.remote,
    restores,
    isInPlace,
    checkpointSeconds,
  };
  const files = new Map([
    ...dataset.files,
    ...(validationDataset?.files ?? []),
    ...network.files,
    ...(earlier?.files ?? []),
  ]);
  const results = out === undefined ? null : { folder: out, names: RESULTS, declared };
  const computesHere = process.arch === 'x64' && options?.backend !== 'webgpu';
  const startedAt = Date.now();
  const onEvent = (event: RunnerEvent): unknown => {
    if (event.type === 'plan' && out !== undefined) {
      const { parameters, stateBytes } = event;
      checkRoom(out, { weights: 4 * parameters, checkpoint: stateBytes }, isInPlace);
    }
    return task.onEvent?.(event);
  };
  // Of a run that is aborted before it starts, no folder stays.
  const unlock = out === undefined || task.signal?.aborted ? null : lockRun(out);
  try {
    return await runTask('train', config, {
      ...task,
      onEvent,
      files,
      results,
      revectorize: revectorize && computesHere,
    });
  } catch (error) {
    if (out !== undefined) await markEnded({ out, startedAt, isInPlace }, error).catch(() => undefined);
    throw error;
  } finally {
    unlock?.();
  }
}
