/** The smaller tasks: batches, preview, evaluate, predict, summary, info. Each runs in a headless browser. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { invalidArgument } from '../core/errors';
import type { Gpu } from './browser';
import { describeModel } from './model-source';
import { describeData, runTask } from './run-task';
import type {
  BatchesConfig,
  BatchesResult,
  EvaluateResult,
  OptionsJson,
  Prediction,
  PreviewConfig,
  PreviewResult,
  RunnerEvent,
  RunnerTasks,
} from './runner-protocol';

/** Who hears what was left out, and how far a task is. */
interface Listener {
  onEvent?: ((event: RunnerEvent) => void) | undefined;
}

/** Writes `batch_<i>_x.npy`, `batch_<i>_y.npy` and `index.json` into `out`: Keras's own batches for equal seeds. */
export async function batches(
  data: string,
  out: string,
  { onEvent, ...config }: Omit<BatchesConfig, 'data'> & Listener,
): Promise<BatchesResult> {
  const { remote, mounts } = describeData(data, 'data');
  return runTask('batches', { ...config, data: remote }, { mounts, out, gpu: 'none', onEvent });
}

/** Writes a contact sheet of augmented training images, a PNG, to the file `out`. */
export async function preview(
  data: string,
  out: string,
  { onEvent, ...config }: Omit<PreviewConfig, 'data' | 'name'> & Listener,
): Promise<PreviewResult> {
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw invalidArgument('`--out` is the PNG file to write.', { out: `${out}, a folder` });
  const { remote, mounts } = describeData(data, 'data');
  const task = { ...config, data: remote, name: basename(out) };
  return runTask('preview', task, { mounts, out: dirname(out), gpu: 'none', onEvent });
}

/** Loss, accuracy and confusion matrix of a model on DATA's validation part, or on all of it where there is none. */
export async function evaluate(
  data: string,
  model: string,
  { options, gpu = 'hardware', onEvent }: { options: OptionsJson; gpu?: Gpu } & Listener,
): Promise<EvaluateResult> {
  const main = describeData(data, 'data');
  const network = describeModel(model);
  const config = { data: main.remote, model: network.remote, options };
  const mounts = { ...main.mounts, ...network.mounts };
  return runTask('evaluate', config, { mounts, gpu, onEvent });
}

/** Class probabilities of picture files. */
export async function predict(
  images: readonly string[],
  model: string,
  { options, gpu = 'hardware' }: { options: OptionsJson; gpu?: Gpu },
): Promise<Prediction[]> {
  const network = describeModel(model);
  const mounts: Record<string, string> = { ...network.mounts };
  const files = images.map((image, i) => {
    const path = resolve(image);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
      throw invalidArgument('IMAGE is a picture file.', { IMAGE: image });
    }
    mounts[`image-${i}`] = dirname(path);
    return { url: `/image-${i}/${encodeURIComponent(basename(path))}`, name: image };
  });
  return runTask('predict', { images: files, model: network.remote, options }, { mounts, gpu });
}

/**
 * The table that Keras's `summary()` prints.
 *
 * @param course The course's network: `targetSize` and `colorMode` of its pictures, number of classes. A file has its own.
 */
export async function summary(
  model: string,
  { options = {}, classes = null }: { options?: OptionsJson; classes?: number | null } = {},
): Promise<string> {
  const { remote, mounts } = describeModel(model);
  return runTask('summary', { model: remote, options, classes }, { mounts, gpu: 'none' });
}

/** Backends of the browser that would train, and which one `backend` gives. */
export async function info(options: {
  backend: 'auto' | 'webgpu' | 'wasm';
  gpu?: Gpu;
}): Promise<Awaited<ReturnType<RunnerTasks['info']>>> {
  return runTask('info', { backend: options.backend }, { gpu: options.gpu ?? 'hardware' });
}
