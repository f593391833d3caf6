/**
 * The headless tasks in the page, built on the public API. Results are PUT to the server that serves the page.
 */
import {
  type LoadedModel,
  Predictor,
  PupilaError,
  TrainingSession,
  chooseBackend,
  courseCnn,
  startBackend,
  summary,
} from '../../index';
import { invalidArgument } from '../../core/errors';
import { message, textOf } from '../../core/message';
import { shapeOfOptions } from '../../core/picture-shape';
import { classesOf, modelFacts, resolveOptions, withPictureOptions } from '../../internal';
import { batches, preview } from './data-tasks';
import { proveKernels } from '../check/kernel-check';
import { outputsWarning } from './not-a-number';
import { emit, forward, loadRemoteModel, pictureOptionsOfModel, toOptions, toSource } from './exchange';
import type { RunnerTasks } from '../runner-protocol';
import { train } from './train-task';

globalThis.pupilaProveKernels = proveKernels;
globalThis.pupilaTasks = {
  train,
  batches,
  preview,

  async evaluate({ data, options, ...network }) {
    const loaded = await loadRequired(network, options);
    const userOptions = toOptions(options);
    const classes = classesOf(loaded, userOptions.classes ?? null);
    const session = new TrainingSession({
      data: toSource(data),
      model: loaded.model,
      metadata: loaded.metadata,
      loss: loaded.loss ?? null,
      options: withPictureOptions(
        { ...userOptions, ...(classes && { classes }) },
        pictureOptionsOfModel(loaded, userOptions),
      ),
    });
    forward(session);
    const { dataset } = await session.prepare();
    const part = dataset.validation ? 'validation' : 'training';
    const result = await session.evaluate(part);
    session.dispose();
    const problem = outputsWarning(result.probabilities);
    if (problem) emit({ type: 'warning', message: problem });
    return { part, samples: dataset[part]?.samples ?? 0, classes: dataset.classes, ...result };
  },

  async predict({ images, options, ...network }) {
    const given = toOptions(options);
    const { backend, onError } = resolveOptions(given);
    const loaded = await loadRequired(network, options);
    withPictureOptions(given, pictureOptionsOfModel(loaded, given));
    const predictor = new Predictor(loaded, backend, given);
    const { classes } = predictor.metadata;
    const results = [];
    for (const { url, name } of images) {
      const response = await fetch(url);
      if (!response.ok)
        throw new PupilaError('fetch-failed', message`The file cannot be read. Received: IMAGE=${name}`);
      const prediction = await predictor.predict(await response.blob(), name).catch((error: unknown) => {
        if (onError !== 'skip' || !(error instanceof PupilaError && error.code === 'bad-image')) throw error;
        emit({ type: 'warning', message: error.message });
        return null;
      });
      if (!prediction) continue;
      const { probabilities, classes: predicted } = prediction;
      const row = probabilities[0] as Float32Array;
      results.push({
        name,
        predicted: classes[predicted[0] as number] as string,
        probabilities: Object.fromEntries(classes.map((label, i) => [label, row[i] as number])),
      });
    }
    predictor.dispose();
    const problem = outputsWarning(results.map(({ probabilities }) => Object.values(probabilities)));
    if (problem) emit({ type: 'warning', message: problem });
    return results;
  },

  async summary({ options, classes, ...network }) {
    const given = toOptions(options);
    const inputShape = shapeOfOptions(resolveOptions(given));
    await startBackend('wasm');
    const loaded = await loadRemoteModel(network, options);
    if (!loaded) return summary(courseCnn({ inputShape, classes: classes ?? 2 }));
    withPictureOptions(given, pictureOptionsOfModel(loaded, given));
    const units = loaded.model.outputs[0]?.shape.at(-1);
    if (classes !== null && classes !== Math.max(2, units ?? 2))
      throw invalidArgument(message`\`classes\` must be the model’s, or be omitted.`, {
        classes,
        units,
      });
    const facts = modelFacts(loaded).map(({ name, value }) => ` ${name.text}: ${textOf(value)}`);
    return [summary(loaded.model), ...facts].join('\n');
  },

  async info({ backend }) {
    const report = await chooseBackend(backend);
    return { ...report, userAgent: navigator.userAgent, cores: navigator.hardwareConcurrency };
  },
} satisfies RunnerTasks;

async function loadRequired(...source: Parameters<typeof loadRemoteModel>): Promise<LoadedModel> {
  const loaded = await loadRemoteModel(...source);
  if (!loaded)
    throw new PupilaError(
      'invalid-argument',
      message`\`--model\` must be a trained model. Received: model=course`,
    );
  return loaded;
}
