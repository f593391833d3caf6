/** Models that are saved and loaded again, asked by loaded-model.spec.ts. Runs in a page. */
import type { LoadedModel, PupilaError, TrainingOptions } from '../../src/index';
import { file, pupila } from './library';

const { Predictor, TrainingSession, loadModelFile, saveModelFile, startBackend } = pupila;

const OPTIONS = {
  epochs: 1,
  batchSize: 8,
  stepsPerEpoch: 2,
  seed: 5,
  targetSize: [24, 24],
  backend: 'wasm',
} as const;

async function open(options: TrainingOptions, loaded: Partial<LoadedModel> = {}, name = 'pets.zip') {
  await startBackend('wasm');
  const data = { kind: 'archive' as const, blob: await file(`data/${name}`), name };
  return new TrainingSession({ data, ...loaded, options: { ...OPTIONS, ...options } });
}

const numbers = (rows: readonly Float32Array[]): number[][] => rows.map((row) => Array.from(row));

const models = {
  /** Probabilities and loss of a session, and of its model after it was saved and loaded. */
  async savedAndLoaded(augmentation: TrainingOptions['augmentation'], format: 'keras' | 'tfjs') {
    const session = await open(augmentation ? { augmentation } : {});
    await session.train();
    const { model, dataset } = await session.prepare();
    const metadata = await session.metadata();
    const before = {
      predicted: numbers((await session.predict('training', [0, 9])).probabilities),
      loss: (await session.evaluate('training')).loss,
    };
    const loaded = await loadModelFile(await saveModelFile(model, format, { metadata }));
    const predictor = new Predictor(loaded, 'wasm');
    const predicted = [];
    for (const index of [0, 9]) {
      const name = dataset.training.filenames[index] as string;
      predicted.push(
        ...numbers((await predictor.predict(await file(`pictures/${name}`), name)).probabilities),
      );
    }
    predictor.dispose();
    const again = await open({}, loaded);
    const after = { predicted, loss: (await again.evaluate('training')).loss };
    again.dispose();
    session.dispose();
    return { before, after };
  },

  /** A model whose file has the classes in another order than the data's. */
  async swappedClasses() {
    const session = await open({});
    const { model } = await session.prepare();
    const metadata = await session.metadata();
    const again = await open(
      {},
      { model, metadata: { ...metadata, classes: [...metadata.classes].reverse() } },
    );
    const message = await again.train().then(String, (error: unknown) => (error as Error).message);
    again.dispose();
    session.dispose();
    return message;
  },

  /** A predictor for a backend that does not exist here: what its prediction rejects with. */
  async predictorWithoutBackend() {
    await startBackend('wasm');
    const predictor = new Predictor(
      await loadModelFile(await file('models/small_binary_adam.final.keras')),
      'webgpu',
    );
    // The same attempt, begun later: when it has failed, so has the predictor's.
    const backend = await startBackend('webgpu').catch(({ code }: PupilaError) => code);
    const picture = await file('pictures/any.png');
    const prediction = await predictor.predict(picture).catch(({ code }: PupilaError) => code);
    predictor.dispose();
    return { backend, prediction };
  },

  /** One picture file, by a network that was trained on greyscale arrays. */
  async fileForArrays() {
    const session = await open({}, {}, 'grey.npz');
    await session.train();
    const { probabilities } = await session.predictFile(await file('pictures/any.png'), 'any.png');
    session.dispose();
    return numbers(probabilities);
  },
};

export type ModelsPage = typeof models;
Object.assign(globalThis, { models });
