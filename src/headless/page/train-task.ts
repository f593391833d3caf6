/** The headless training task and its result files. */
import {
  type FitResult,
  type Recovery,
  type SamplePrediction,
  TrainingSession,
  reportHtml,
} from '../../index';
import {
  checkFormat,
  checkTargetSize,
  droppedMomentsWarning,
  finishedSteps,
  withPictureOptions,
} from '../../internal';
import { checkpointStore, explainOtherRun, readRemote, withSeedOnly } from './checkpoints';
import { jsonText } from '../json-text';
import { writeModel } from './model-results';
import { RunRecords } from './run-records';
import { areKernelsProven } from '../check/kernel-check';
import {
  callbackFiles,
  emit,
  forward,
  loadRemoteModel,
  put,
  pictureOptionsOfModel,
  removeResult,
  toOptions,
  toSource,
} from './exchange';
import type { RunState, TrainConfig, TrainSummary } from '../runner-protocol';
import { stoppedEarlyError, unfinishedEpoch } from '../unfinished-epoch';

/** Number of sample predictions in the report. */
const SAMPLES = 16;
/** Longer side of a thumbnail in pixels. */
const THUMBNAIL = 120;

/** Trains. Unless `write` is null, writes history, steps, run, report and the model. */
export async function train({
  data,
  validationData,
  model,
  weights,
  options,
  write,
  resume,
  restores,
  isInPlace,
  checkpointSeconds,
}: TrainConfig): Promise<TrainSummary> {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    emit({ type: 'warning', message });
  };
  const loaded = await loadRemoteModel({ model, weights }, options, warn);
  const userOptions = toOptions(options);
  const checkpoint = resume && (await readRemote(resume, warn));
  const notNeeded: string[] = [];
  const session = new TrainingSession({
    data: toSource(data),
    validationData: validationData && toSource(validationData),
    checkpoint: checkpoint && restores ? withSeedOnly(checkpoint) : checkpoint,
    checkpoints: write && checkpointStore(checkpointSeconds, (path) => notNeeded.push(path)),
    ...loaded,
    options: loaded
      ? withPictureOptions(userOptions, pictureOptionsOfModel(loaded, userOptions), [
          'targetSize',
          'colorMode',
        ])
      : userOptions,
    files: write && callbackFiles,
  });
  forward(session);
  const recoveries: Recovery[] = [];
  session.events.on('recovery', (recovery) => recoveries.push(recovery));
  session.events.on('lossNotFinite', ({ reason }) => warn(`${reason.en}.`));
  session.events.on('checkpointWarning', ({ warning }) => warn(warning.text));
  session.events.on('callbackWarning', ({ warning }) => warn(`${warning.en}.`));
  const started = performance.now();
  const {
    dataset,
    model: network,
    step,
    backend,
    optimizer,
    loss,
  } = await session.prepare({ prefetch: true }).catch((error: unknown) => {
    if (restores) explainOtherRun(error);
    throw error;
  });
  checkTargetSize(userOptions, dataset.imageShape);
  if (write?.isChosen) for (const format of write.formats) await checkFormat(network, format);
  const momentsWarning = loaded && droppedMomentsWarning(loaded, optimizer);
  if (momentsWarning) warn(momentsWarning.text);
  const epochs = session.options.epochs;
  const batchesPerRound = (samples: number): number => Math.ceil(samples / session.options.batchSize);
  const stepsPerEpoch = session.options.stepsPerEpoch ?? batchesPerRound(dataset.training.samples);
  const validationSteps = Math.min(
    session.options.validationSteps ?? Infinity,
    batchesPerRound(dataset.validation?.samples ?? 0),
  );
  emit({
    type: 'plan',
    epochs,
    stepsPerEpoch,
    validationSteps,
    parameters: network.countParams(),
    stateBytes: await session.stateBytes(),
    path: step.path,
  });
  const resumedAt = checkpoint && {
    epoch: checkpoint.facts.progress.epoch + 1,
    step: checkpoint.facts.progress.step,
  };
  if (restores && resumedAt) emit({ type: 'restored', ...resumedAt });
  const facts = {
    data: dataset.name,
    classIndices: Object.fromEntries(dataset.classes.map((name, i) => [name, i])),
    trainingImages: dataset.training.samples,
    validationImages: dataset.validation?.samples ?? 0,
    model: model === 'course' ? 'course' : model.name,
    weights: weights?.name ?? null,
    parameters: network.countParams(),
    stepsPerEpoch,
    validationSteps,
    backend: backend.backend,
    backendReason: backend.reason,
    threads: step.threads ?? backend.threads,
    relaxedSimd: backend.relaxedSimd,
    revectorize: areKernelsProven(),
    path: step.path,
    loss,
    browser: navigator.userAgent,
    resumedAt,
    options: {
      ...session.options,
      targetSize: dataset.imageShape.slice(0, 2),
      colorMode: (await session.metadata()).colorMode,
    },
  };
  const { progress } = checkpoint?.facts ?? {};
  const steps = progress ? finishedSteps(progress, stepsPerEpoch, session.options.initialEpoch) : [];
  const before = { history: progress?.history ?? {}, steps };
  const records = write && new RunRecords(facts, before, warn);
  await records?.begin(!isInPlace);
  session.events.on('step', (event) => records?.addStep(event));
  session.events.on('epoch', ({ logs }) => records?.addEpoch(logs));
  const training = session.train();
  globalThis.pupilaStop = () => {
    session.stop();
    return true;
  };
  const result = await training.catch(async (error: unknown) => {
    await records?.fail((error as Error).message);
    throw error;
  });
  await records?.whenWritten();
  // Excludes writing the results.
  const totalSeconds = (performance.now() - started) / 1000;
  if (result.steps.loss.length === 0) {
    if (write) await removeResult('run.json');
    throw stoppedEarlyError();
  }

  const metadata = await session.metadata();
  const stoppedAt = unfinishedEpoch(result, stepsPerEpoch, session.options.initialEpoch);
  if (write) {
    const saved = { metadata, compile: await session.compileArguments() };
    for (const problem of await writeModel(network, write.formats, saved)) warn(problem);
  }
  const run = {
    state: (result.stopped ? 'stopped' : 'done') satisfies RunState,
    reason: result.stopTraining?.reason.en ?? null,
    ...facts,
    recoveries,
    ...timing(result),
    totalSeconds,
    stopped: result.stopped,
    stoppedAt,
    stopTraining: result.stopTraining?.reason.en ?? null,
    warnings: [...dataset.warnings.map(({ text }) => text), ...warnings],
    skipped: dataset.skipped,
  };
  if (write) await putRecords(session, result, run);
  // Only now: until the model is written, they are all that is left of the run.
  await Promise.all(notNeeded.map(removeResult));
  session.dispose();
  return { stopped: result.stopped, stoppedAt, history: result.history, run };
}

/** Writes history, steps, facts of the run, and the HTML report. */
async function putRecords(
  session: TrainingSession,
  { history, steps, confusion }: FitResult,
  run: {
    data: string;
    options: object;
    warnings: string[];
    skipped: readonly unknown[];
    recoveries: Recovery[];
  },
): Promise<void> {
  await put('history.json', jsonText(history));
  if (confusion.length === 0) await removeResult('confusion.json');
  else {
    const { classes } = (await session.prepare()).dataset;
    // Epochs count from 1 in files.
    const validations = confusion.map(({ epoch, matrix }) => ({ epoch: epoch + 1, matrix }));
    await put('confusion.json', JSON.stringify({ classes, validations }));
  }
  await put('steps.json', JSON.stringify(steps));
  await put('run.json', jsonText(run));
  const { options, warnings, skipped, recoveries, ...facts } = run;
  const report = reportHtml({
    title: `Pupila: ${run.data}`,
    history,
    steps,
    facts: { ...facts, recoveries: recoveries.length, skipped: skipped.length },
    options: { ...options },
    samples: await samplePredictions(session),
    warnings: [...warnings, ...recoveries.map(({ reason }) => reason)],
  });
  await put('report.html', report);
}

function timing({ stepMs, waitMs, images }: FitResult) {
  const sorted = [...stepMs].sort((a, b) => a - b);
  const busy = stepMs.reduce((sum, ms) => sum + ms, 0);
  return {
    steps: stepMs.length,
    medianStepMs: sorted[Math.floor(sorted.length / 2)] ?? null,
    imagesPerSecond: busy > 0 ? images / ((busy + waitMs) / 1000) : null,
    waitingShare: busy > 0 ? waitMs / (busy + waitMs) : null,
  };
}

/**
 * Returns predictions for the first images of each class, from the validation part or, if there is none, the training
 * part.
 */
async function samplePredictions(session: TrainingSession): Promise<SamplePrediction[]> {
  const { dataset } = await session.prepare();
  const part = dataset.validation ? 'validation' : 'training';
  const { filenames, labels } = dataset[part] ?? dataset.training;
  const perClass = Math.max(1, Math.floor(SAMPLES / dataset.classes.length));
  const indices = dataset.classes.flatMap((_, label) =>
    [...labels.keys()].filter((i) => labels[i] === label).slice(0, perClass),
  );
  const { probabilities, classes } = await session.predict(part, indices);
  return Promise.all(
    indices.map(async (index, i) => ({
      filename: filenames[index] as string,
      label: dataset.classes[labels[index] as number] as string,
      predicted: dataset.classes[classes[i] as number] as string,
      probability: (probabilities[i] as Float32Array)[classes[i] as number] as number,
      image: await thumbnail(await session.picture(part, index)),
    })),
  );
}

async function thumbnail(pixels: ImageData): Promise<string> {
  const scale = Math.min(1, THUMBNAIL / Math.max(pixels.width, pixels.height));
  const bitmap = await createImageBitmap(pixels);
  const canvas = new OffscreenCanvas(Math.round(pixels.width * scale), Math.round(pixels.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsDataURL(blob);
  });
}
