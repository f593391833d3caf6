/** Predicts pictures in a headless browser. */
import { checkCommandOptions } from '../options/command-options';
import { type ModelArguments, describeModel } from './model-source';
import { describePictures } from './picture-source';
import { type TaskOptions, runTask } from './run-task';
import type { OptionsJson, Prediction, PredictionLine, RunnerEvent } from './runner-protocol';
import { checkArguments } from './task-arguments';

/** Arguments of `predict`. */
export interface PredictArguments extends TaskOptions, ModelArguments {
  /** Picture files, folders with pictures in them or in their subfolders, and .zip files of pictures. */
  images: readonly string[];
  /** With `onError: 'skip'`, an unreadable picture is skipped and reported by a 'warning' event. */
  options?: OptionsJson;
}

/**
 * Predicts the class probabilities of pictures.
 *
 * @returns One prediction per readable picture, in the order of `images`, and of their paths in a folder. After an abort,
 * those so far.
 * @throws {PupilaError} 'invalid-argument', 'no-images', 'bad-archive', 'bad-image', 'bad-model', 'aborted'.
 * @example
 * const [{ predicted }] = await predict({ images: ['cat.jpg'], model: 'runs/first' });
 */
export async function predict(taskArguments: PredictArguments): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const line of predictEach(taskArguments)) if ('predicted' in line) predictions.push(line);
  return predictions;
}

/**
 * Predicts like `predict`, and yields each prediction as soon as its batch is computed. Memory does not grow with the
 * number of pictures.
 *
 * @yields A line for each picture, in order. With `onError: 'skip'`, that of an unreadable one has an `error` instead of a
 * class. An abort ends it after the current batch.
 * @throws {PupilaError} The same as `predict`.
 * @example
 * const lines = predictEach({ images: ['pets'], model: 'runs/first', options: { onError: 'skip' } });
 * for await (const line of lines) console.log(line.name, 'error' in line ? line.error : line.predicted);
 */
export async function* predictEach(taskArguments: PredictArguments): AsyncGenerator<PredictionLine, void> {
  checkArguments('predict', taskArguments);
  const {
    images,
    model,
    weights,
    byName,
    skipMismatch,
    options = {},
    signal,
    onEvent,
    ...task
  } = taskArguments;
  checkCommandOptions('predict', options);
  const network = describeModel({ model, weights, byName, skipMismatch });
  const { remote, files, warnings } = describePictures(images);
  for (const message of warnings) await onEvent?.({ type: 'warning', message });
  // The page makes the next batch when this one has been read.
  const { readable, writable } = new TransformStream<readonly PredictionLine[]>();
  const writer = writable.getWriter();
  const hasEnded = new AbortController();
  const running = runTask(
    'predict',
    { pictures: remote, ...network.remote, options },
    {
      ...task,
      files: new Map([...network.files, ...files]),
      signal: AbortSignal.any([hasEnded.signal, ...(signal ? [signal] : [])]),
      onEvent: async (event: RunnerEvent) => {
        await onEvent?.(event);
        if (event.type === 'predictions') await writer.write(event.lines);
      },
    },
  ).then(
    () => writer.close(),
    (error: unknown) => writer.abort(error),
  );
  try {
    for await (const lines of readable) yield* lines;
  } finally {
    hasEnded.abort();
    await running.catch(() => undefined);
  }
}
