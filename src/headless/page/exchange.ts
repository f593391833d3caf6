/** Communication of the headless page with Node: sends events and results, converts configurations. */
import {
  type CallbackFiles,
  type DataSource,
  type LoadedModel,
  PupilaError,
  type TrainingOptions,
  type TrainingSession,
  loadAnyModel,
  loadWeightsFile,
  startBackend,
} from '../../index';
import { messageOf } from '../../core/errors';
import { message } from '../../core/message';
import { sizeText } from '../../core/size-text';
import { takesAnySize } from '../../core/picture-shape';
import {
  USUAL_SIZE,
  camelCaseOptions,
  courseNetworkWith,
  inputShape,
  pictureOptionsOf,
  rescalesPixels,
} from '../../internal';
import { resultPath } from '../result-path';
import { COPY_OF } from '../runner-protocol';
import type { OptionsJson, RemoteData, RemoteModel, RemoteWeights, RunnerEvent } from '../runner-protocol';

/** Sends an event to Node. */
export const emit = (event: RunnerEvent): void => void sendEvent(event);

/** Sends an event to Node, and resolves when its listener has taken it. */
export const sendEvent = async (event: RunnerEvent): Promise<void> => globalThis.pupilaEvent?.(event);

/**
 * Writes a result through the server.
 *
 * @param name Path in the task's results folder.
 * @throws {PupilaError} 'invalid-argument' with the system's error, such as a full disk.
 */
export async function put(name: string, content: BlobPart): Promise<void> {
  // The browser's tools hand any other body to Node as text: for 64 MB, that takes seconds.
  const body = new Blob([content]);
  await changeResult(name, { method: 'PUT', body });
  sentBytes += body.size;
  if (sentBytes < COLLECT_BYTES) return;
  sentBytes = 0;
  await globalThis.pupilaCollectGarbage?.();
}

/**
 * Bytes of results after which garbage is collected. The browser keeps each Blob until then, in a memory of limited size.
 * It does not collect by itself when that is full: the next Blob cannot be sent. A collection takes about 40 ms.
 */
const COLLECT_BYTES = 2 ** 28;
/** Bytes of results since the last collection. */
let sentBytes = 0;

/** Adds text to the end of a result. */
export async function append(name: string, text: string): Promise<void> {
  await changeResult(name, { method: 'POST', body: new Blob([text]) });
}

/** Creates or replaces a result with another one. */
export async function copyResult(from: string, to: string): Promise<void> {
  await changeResult(to, { method: 'PUT', headers: { [COPY_OF]: from } });
}

/** Removes the result of an earlier task. */
export async function removeResult(name: string): Promise<void> {
  await changeResult(name, { method: 'DELETE' });
}

/** Whether there is a result of this name, of this task or an earlier one. */
export async function hasResult(name: string): Promise<boolean> {
  const { ok } = await fetch(addressOf(name), { method: 'HEAD' });
  return ok;
}

/** Where callbacks write: the task's results folder. */
export const callbackFiles: CallbackFiles = {
  write: (path, content) => put(resultPath(path), content),
  remove: (path) => removeResult(resultPath(path)),
  read: async (path) => {
    const response = await fetch(addressOf(resultPath(path)));
    if (response.ok) return response.text();
    if (response.status === 404) return null;
    throw new PupilaError('invalid-argument', message`${path} cannot be read. ${await response.text()}`);
  },
};

const addressOf = (name: string): string => `out/${name.split('/').map(encodeURIComponent).join('/')}`;

async function changeResult(name: string, request: RequestInit): Promise<void> {
  const response = await fetch(addressOf(name), request).catch((error: unknown) => {
    throw new PupilaError('internal', message`${name} was not written. ${messageOf(error)}`);
  });
  if (response.ok) return;
  const code = response.status === 403 ? 'invalid-argument' : 'internal';
  throw new PupilaError(code, message`${name} was not written. ${await response.text()}`);
}

/** Makes addresses absolute: workers resolve relative ones against their own script. */
export function toSource(data: RemoteData): DataSource {
  const absolute = (url: string): string => new URL(url, location.href).href;
  return data.kind === 'url' ? { ...data, url: absolute(data.url) } : { ...data, base: absolute(data.base) };
}

/** Converts JSON options to the API's. */
export function toOptions(options: OptionsJson): TrainingOptions {
  return camelCaseOptions(options as TrainingOptions);
}

/** Sends a session's events to Node. */
export function forward({ events }: TrainingSession): void {
  events.on('fetch', (progress) => emit({ type: 'fetch', ...progress }));
  events.on('backend', (report) => emit({ type: 'backend', report }));
  events.on('checking', (progress) => emit({ type: 'checking', ...progress }));
  events.on('fitting', (progress) => emit({ type: 'fitting', ...progress }));
  events.on('dataset', ({ name, classes, training, validation, warnings }) => {
    const counts = { training: training.samples, validation: validation?.samples ?? 0 };
    emit({ type: 'dataset', name, classes, ...counts, warnings: warnings.map(({ text }) => text) });
  });
  events.on('recovery', (recovery) => emit({ type: 'recovery', recovery }));
  events.on('step', (event) => emit({ type: 'step', ...event }));
  events.on('validating', ({ step }) => emit({ type: 'validating', step }));
  events.on('epoch', ({ epoch, logs }) => emit({ type: 'epoch', epoch, logs }));
  events.on('print', ({ line }) => emit({ type: 'print', line }));
  events.on('stopTraining', ({ by, reason }) => emit({ type: 'stopTraining', by, reason: reason.en }));
}

/**
 * Loads the model of the configuration with its weights. Returns null for the course's network without weights.
 *
 * @param options Options of the task: `targetSize`, `colorMode` and `seed` of the course's network.
 * @param warn Receives which weights were skipped.
 */
export async function loadRemoteModel(
  { model, weights }: { model: RemoteModel; weights: RemoteWeights | null },
  options: OptionsJson,
  warn: (message: string) => void = (message) => emit({ type: 'warning', message }),
): Promise<LoadedModel | null> {
  if (model === 'course' && !weights) return null;
  // Weights are tensors, which need a backend.
  await startBackend('wasm');
  const given = toOptions(options);
  const loaded = model === 'course' ? null : await loadAnyModel(new URL(model.url, location.href).href);
  if (loaded) {
    warnOfSize(loaded, given, warn);
    warnOfPreparation(loaded, given, warn);
  }
  if (!weights) return loaded;
  const file = await readFile(weights);
  const { byName, skipMismatch } = weights;
  const matching = { byName, skipMismatch };
  const course = loaded ? null : await courseNetworkWith(file, given, matching);
  const skipped = course?.skipped ?? (await loadWeightsFile(loaded as LoadedModel, file, matching));
  for (const { text } of skipped) warn(text);
  return loaded ?? { model: (course as { model: LoadedModel['model'] }).model, metadata: null };
}

/** Says which size pictures get for a model that takes any, if nothing says one. */
function warnOfSize(
  loaded: LoadedModel,
  { targetSize }: TrainingOptions,
  warn: (message: string) => void,
): void {
  if (!takesAnySize(loaded.model) || targetSize || loaded.metadata?.targetSize) return;
  const size = sizeText(...USUAL_SIZE);
  warn(
    `The model takes pictures of any size. They are resized to ${size}, as for most of Keras’s networks; --target-size chooses another.`,
  );
}

/** Says how pictures are prepared for a model whose file does not say it. */
function warnOfPreparation(
  { model, metadata }: LoadedModel,
  { augmentation }: TrainingOptions,
  warn: (message: string) => void,
): void {
  if (metadata || typeof augmentation === 'object') return;
  warn(
    rescalesPixels(model)
      ? 'The network rescales pixel values itself, so it gets them as 0 … 255.'
      : 'The model’s file does not say how its pictures were prepared. Their pixel values are multiplied by 1/255.',
  );
}

/** As `loadRemoteModel`. @throws {PupilaError} 'invalid-argument' for the course's network without weights. */
export async function loadTrainedModel(...source: Parameters<typeof loadRemoteModel>): Promise<LoadedModel> {
  const loaded = await loadRemoteModel(...source);
  if (loaded) return loaded;
  throw new PupilaError(
    'invalid-argument',
    message`\`--model\` must be a trained model. Received: model=course`,
  );
}

async function readFile({ url, name }: RemoteWeights): Promise<Blob> {
  const response = await fetch(url);
  if (response.ok) return response.blob();
  throw new PupilaError('fetch-failed', message`The file cannot be read. Received: weights=${name}`);
}

/** Returns the read options that a loaded model requires. @param options A model that takes any size follows `targetSize`. */
export const pictureOptionsOfModel = (loaded: LoadedModel, { targetSize }: TrainingOptions) =>
  pictureOptionsOf(loaded, inputShape(loaded, targetSize));
