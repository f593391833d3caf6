/** Trains in a headless browser and writes the results into a folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gpu } from './browser';
import { describeModel } from './model-source';
import { describeData, runTask } from './run-task';
import type { OptionsJson, RunnerEvent, TrainSummary } from './runner-protocol';

/** What to train on what. */
export interface TrainOptions {
  /** A .zip or .npz file, a folder of class folders, or a URL. */
  data: string;
  /** Another data set to validate on; default: the `validation/` folder or `validationSplit`. */
  validationData?: string | null;
  /** `course` (default) or a model's file. */
  model?: string;
  /** 'course' (default), 'none', or ImageDataGenerator arguments in Keras's spelling. */
  augmentation?: unknown;
  /** Folder for history.json, steps.json, run.json, model/, model.keras and report.html. */
  out: string;
  /** WebGPU adapter that the browser may offer; default 'hardware'. */
  gpu?: Gpu;
  options?: OptionsJson;
  onEvent?: (event: RunnerEvent) => void;
  /** Stops after the current step; what was trained is saved. Before the first one nothing is written. */
  signal?: AbortSignal;
}

/**
 * Trains a network without a window.
 *
 * @returns The history and the facts of the run; the same as written.
 * @throws {PupilaError} 'invalid-argument', 'bad-archive', 'no-images', 'bad-image', 'bad-model', 'aborted'.
 * @example
 * await train({ data: 'cats_and_dogs_filtered.zip', out: 'runs/first', options: { epochs: 2, seed: 0 } });
 */
export async function train(options: TrainOptions): Promise<TrainSummary> {
  const { data, validationData, model = 'course', augmentation = 'course', out } = options;
  const main = describeData(data, 'data');
  const other = validationData ? describeData(validationData, 'validation-data') : null;
  const network = describeModel(model);
  const { gpu = 'hardware', onEvent = () => undefined, signal } = options;
  const summary = await runTask(
    'train',
    {
      data: main.remote,
      validationData: other?.remote ?? null,
      model: network.remote,
      options: { ...options.options, augmentation },
    },
    {
      mounts: { ...main.mounts, ...other?.mounts, ...network.mounts },
      out,
      gpu,
      onEvent,
      ...(signal && { signal }),
    },
  );
  writeFileSync(join(out, 'history.json'), `${JSON.stringify(summary.history, null, 2)}\n`);
  writeFileSync(join(out, 'run.json'), `${JSON.stringify(summary.run, null, 2)}\n`);
  return summary;
}
