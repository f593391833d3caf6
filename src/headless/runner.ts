/**
 * The page's end of the headless tasks: a view on the public API, without anything to see. Results are PUT to the
 * server that serves the page.
 */
import {
  type FitResult,
  Predictor,
  PupilaError,
  TrainingSession,
  chooseBackend,
  courseCnn,
  inputShape as modelInputShape,
  loadAnyModel,
  reportHtml,
  saveKerasModel,
  saveModel,
  startBackend,
  summary,
} from '../index';
import type { CompileArguments, LoadedModel, ModelMetadata, Recovery, SamplePrediction } from '../index';
import {
  checkOrder,
  checkTargetSize,
  classesOf,
  droppedMoments,
  inputShapeOf,
  readingOf,
  withReading,
} from './model-reading';
import { stoppedEarly, unfinishedEpoch } from './unfinished-epoch';
import { batches, preview } from './runner-data';
import { emit, put, toOptions, toSource } from './runner-page';
import type { RemoteModel, RunnerTasks } from './runner-protocol';

const SAMPLES = 16;
const THUMBNAIL = 120;

globalThis.pupilaTasks = {
  async train({ data, validationData, model, options }) {
    const loaded = await loadRemoteModel(model);
    const session = new TrainingSession({
      data: toSource(data),
      validationData: validationData && toSource(validationData),
      model: loaded?.model ?? null,
      optimizer: loaded?.optimizer ?? null,
      optimizerState: loaded?.optimizerState ?? null,
      options: loaded
        ? withReading(toOptions(options), ofModel(loaded), ['targetSize', 'colorMode'])
        : toOptions(options),
    });
    forward(session);
    const recoveries: Recovery[] = [];
    session.events.on('recovery', (recovery) => recoveries.push(recovery));
    const started = performance.now();
    const { dataset, model: network, step, backend, optimizer } = await session.prepare({ prefetch: true });
    checkTargetSize(options, dataset.imageShape);
    if (loaded) checkOrder(loaded, dataset.classes);
    const dropped = loaded && droppedMoments(loaded, optimizer);
    if (dropped) emit({ type: 'warning', message: dropped });
    const epochs = session.options.epochs;
    const rounds = (samples: number): number => Math.ceil(samples / session.options.batchSize);
    const stepsPerEpoch = session.options.stepsPerEpoch ?? rounds(dataset.training.samples);
    const validationSteps = session.options.validationSteps ?? rounds(dataset.validation?.samples ?? 0);
    emit({
      type: 'plan',
      epochs,
      stepsPerEpoch,
      validationSteps,
      parameters: network.countParams(),
      path: step.path,
    });
    const training = session.train();
    globalThis.pupilaStop = () => {
      session.stop();
      return true;
    };
    const result = await training;
    if (result.steps.loss.length === 0) throw stoppedEarly();

    const metadata = await session.metadata();
    const stoppedAt = unfinishedEpoch(result, stepsPerEpoch);
    const run = {
      data: dataset.name,
      classIndices: Object.fromEntries(dataset.classes.map((name, i) => [name, i])),
      trainingImages: dataset.training.samples,
      validationImages: dataset.validation?.samples ?? 0,
      model: model === 'course' ? 'course' : model.name,
      parameters: network.countParams(),
      stepsPerEpoch,
      validationSteps,
      backend: backend.backend,
      backendReason: backend.reason,
      threads: backend.threads,
      relaxedSimd: backend.relaxedSimd,
      path: step.path,
      recoveries,
      browser: navigator.userAgent,
      ...timing(result),
      totalSeconds: (performance.now() - started) / 1000,
      stopped: result.stopped,
      stoppedAt,
      warnings: [...dataset.warnings, ...(dropped ? [dropped] : [])],
      skipped: dataset.skipped,
      options: {
        ...session.options,
        targetSize: dataset.imageShape.slice(0, 2),
        colorMode: metadata.colorMode,
      },
    };
    await put('steps.json', JSON.stringify(result.steps));
    const problem = await putModel(network, { metadata, compile: await session.compileArguments() });
    if (problem) run.warnings.push(problem);
    const { options: chosen, warnings, skipped, recoveries: _, ...facts } = run;
    const report = reportHtml({
      title: `Pupila: ${dataset.name}`,
      history: result.history,
      steps: result.steps,
      facts: { ...facts, recoveries: recoveries.length, skipped: skipped.length },
      options: { ...chosen },
      samples: await samplePredictions(session),
      warnings: [...warnings, ...recoveries.map(({ reason }) => reason)],
    });
    await put('report.html', report);
    session.dispose();
    return { stopped: result.stopped, stoppedAt, history: result.history, run };
  },

  batches,
  preview,

  async evaluate({ data, model, options }) {
    const loaded = await loadRequired(model);
    const { rescale = 1 / 255 } = loaded.metadata ?? {};
    const classes = classesOf(loaded, options.classes ?? null);
    const session = new TrainingSession({
      data: toSource(data),
      model: loaded.model,
      options: withReading(
        toOptions({ ...options, ...(classes && { classes }), augmentation: { rescale } }),
        ofModel(loaded),
      ),
    });
    forward(session);
    const { dataset } = await session.prepare();
    const part = dataset.validation ? 'validation' : 'training';
    const result = await session.evaluate(part);
    session.dispose();
    return { part, samples: dataset[part]?.samples ?? 0, classes: dataset.classes, ...result };
  },

  async predict({ images, model, options }) {
    const predictor = new Predictor(await loadRequired(model), options.backend);
    const { classes } = predictor.metadata;
    const results = [];
    for (const { url, name } of images) {
      const { probabilities, classes: predicted } = await predictor.predict(
        await (await fetch(url)).blob(),
        name,
      );
      const row = probabilities[0] as Float32Array;
      results.push({
        name,
        predicted: classes[predicted[0] as number] as string,
        probabilities: Object.fromEntries(classes.map((label, i) => [label, row[i] as number])),
      });
    }
    predictor.dispose();
    return results;
  },

  async summary({ model, options, classes }) {
    await startBackend('wasm');
    const loaded = await loadRemoteModel(model);
    if (!loaded) return summary(courseCnn({ inputShape: inputShapeOf(options), classes: classes ?? 2 }));
    withReading(options, ofModel(loaded));
    const units = loaded.model.outputs[0]?.shape.at(-1);
    if (classes !== null && classes !== Math.max(2, units ?? 2))
      throw new PupilaError(
        'invalid-argument',
        `\`classCount\` is the model's, or not given. Received: classCount=${classes}, model=${units} units`,
      );
    return summary(loaded.model);
  },

  async info({ backend }) {
    const report = await chooseBackend(backend);
    return { ...report, userAgent: navigator.userAgent, cores: navigator.hardwareConcurrency };
  },
} satisfies RunnerTasks;

/** Leaves a model for tfjs and, if Keras has all of its layers, one for Keras; if not, says so. */
async function putModel(
  network: LoadedModel['model'],
  { metadata, compile }: { metadata: ModelMetadata; compile: CompileArguments },
): Promise<string | null> {
  const { modelJson, weights } = await saveModel(network, metadata);
  await put('model/model.json', JSON.stringify(modelJson));
  await put('model/weights.bin', weights);
  const file = await saveKerasModel(network, { metadata, compile }).catch((error: unknown) => error as Error);
  if (file instanceof Blob) {
    await put('model.keras', file);
    return null;
  }
  const message = `model.keras was not written. ${file.message}`;
  emit({ type: 'warning', message });
  return message;
}

/** Passes a session's events on to Node. */
function forward({ events }: TrainingSession): void {
  events.on('fetch', (progress) => emit({ type: 'fetch', ...progress }));
  events.on('backend', (report) => emit({ type: 'backend', report }));
  events.on('checking', (progress) => emit({ type: 'checking', ...progress }));
  events.on('dataset', ({ name, classes, training, validation, warnings }) => {
    const counts = { training: training.samples, validation: validation?.samples ?? 0 };
    emit({ type: 'dataset', name, classes, ...counts, warnings });
  });
  events.on('recovery', (recovery) => emit({ type: 'recovery', recovery }));
  events.on('step', (event) => emit({ type: 'step', ...event }));
  events.on('validating', ({ step }) => emit({ type: 'validating', step }));
  events.on('epoch', ({ epoch, logs }) => emit({ type: 'epoch', epoch, logs }));
}

const ofModel = (loaded: LoadedModel) => readingOf(loaded, modelInputShape(loaded));

async function loadRemoteModel(model: RemoteModel): Promise<LoadedModel | null> {
  if (model === 'course') return null;
  // Weights become tensors, and tensors need a backend.
  await startBackend('wasm');
  return loadAnyModel(new URL(model.url, location.href).href);
}

async function loadRequired(model: RemoteModel): Promise<LoadedModel> {
  const loaded = await loadRemoteModel(model);
  if (!loaded)
    throw new PupilaError('invalid-argument', '`--model` names a trained model. Received: model=course');
  return loaded;
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

/** The first images of each class of the validation part (training where there is none), with predictions. */
async function samplePredictions(session: TrainingSession): Promise<SamplePrediction[]> {
  const { dataset } = await session.prepare();
  const part = dataset.validation ? 'validation' : 'training';
  const { filenames, labels } = dataset[part] ?? dataset.training;
  const each = Math.max(1, Math.floor(SAMPLES / dataset.classes.length));
  const indices = dataset.classes.flatMap((_, label) =>
    [...labels.keys()].filter((i) => labels[i] === label).slice(0, each),
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
