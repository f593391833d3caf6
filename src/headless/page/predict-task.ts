/** The headless task that predicts pictures. Its results are events, one for each batch. */
import { type Predictions, Predictor, PupilaError } from '../../index';
import {
  type PictureBatch,
  PictureBatches,
  checkWeights,
  resolveOptions,
  withPictureOptions,
} from '../../internal';
import type { PredictConfig, PredictionLine, RemotePictures } from '../runner-protocol';
import { emit, loadTrainedModel, pictureOptionsOfModel, sendEvent, toOptions, toSource } from './exchange';

/** What is wrong with a zip rather than with the model or the browser. */
const ZIP_ERRORS: readonly string[] = ['bad-archive', 'no-images', 'fetch-failed'];

/** Predicts pictures in one pass. */
export async function predict({ pictures, options, ...network }: PredictConfig): Promise<void> {
  const given = toOptions(options);
  const { backend, onError } = resolveOptions(given);
  const loaded = await loadTrainedModel(network, options);
  await checkWeights(loaded.model);
  withPictureOptions(given, pictureOptionsOfModel(loaded, given));
  const predictor = new Predictor(loaded, backend, given);
  const skipsUnreadable = onError === 'skip';
  let isStopped = false;
  let sent = 0;
  const send = async (lines: readonly PredictionLine[], done: number, total: number): Promise<void> => {
    for (const line of lines) if ('error' in line) emit({ type: 'warning', message: line.error });
    sent += lines.length;
    await sendEvent({ type: 'predictions', lines, done, total });
  };
  globalThis.pupilaStop = () => {
    isStopped = true;
    return sent > 0;
  };
  const predictAll = async ({ data, names }: RemotePictures): Promise<void> => {
    const source = await PictureBatches.open(toSource(data), {
      preparation: predictor.preparation,
      skipsUnreadable,
    });
    try {
      for (const { text } of source.warnings) emit({ type: 'warning', message: text });
      const { filenames } = source;
      const nameOf = (index: number): string =>
        typeof names === 'string' ? `${names}/${filenames[index]}` : (names[index] as string);
      let done = 0;
      for await (const batch of source.batches()) {
        if (isStopped) return;
        const { images } = batch;
        const nameIn = (position: number): string => nameOf(batch.indices[position] as number);
        const predictions = images.size > 0 ? await predictor.predictFinite(images, nameIn) : null;
        const lines = linesOf(batch, predictions, { classes: predictor.metadata.classes, nameOf });
        done += lines.length;
        await send(lines, done, filenames.length);
      }
    } finally {
      source.dispose();
    }
  };
  for (const each of pictures) {
    if (isStopped) break;
    await predictAll(each).catch(async (error: unknown) => {
      const isAboutZip = error instanceof PupilaError && ZIP_ERRORS.includes(error.code);
      if (!skipsUnreadable || typeof each.names !== 'string' || !isAboutZip) throw error;
      await send([{ name: each.names, error: error.message }], 1, 1);
    });
  }
  predictor.dispose();
}

/** Returns the lines of a batch, in the order of its pictures. */
function linesOf(
  { indices, unreadable }: PictureBatch,
  predictions: Predictions | null,
  { classes, nameOf }: { classes: readonly string[]; nameOf: (index: number) => string },
): PredictionLine[] {
  const readable = indices.map((index, i): [number, PredictionLine] => {
    const row = predictions?.probabilities[i] as Float32Array;
    const probabilities = Object.fromEntries(classes.map((label, k) => [label, row[k] as number]));
    const predicted = classes[predictions?.classes[i] as number] as string;
    return [index, { name: nameOf(index), predicted, probabilities }];
  });
  const failed = unreadable.map(({ index, reason }): [number, PredictionLine] => [
    index,
    { name: nameOf(index), error: reason },
  ]);
  return [...readable, ...failed].sort(([a], [b]) => a - b).map(([, line]) => line);
}
