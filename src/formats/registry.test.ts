/** Checks every format of the registry: what it writes, it detects and reads. */
import { readFileSync } from 'node:fs';
import { type Tensor, randomUniform, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArchive, packArchive } from '../data/archive/archive';
import { courseCnn } from '../models/course-cnn';
import { loadModelFile, modelFiles, readModel, saveModelFile } from './model-file';
import type { FileContent, ModelFormat } from './model-format';
import {
  CODECS,
  READABLE_FORMATS,
  RUN_FORMATS,
  WRITABLE_FORMATS,
  type WritableFormat,
  namesOf,
  writableFormat,
} from './registry';

const metadata = {
  classes: ['cats', 'dogs'],
  colorMode: 'rgb',
  interpolation: 'nearest',
  keepAspectRatio: false,
  rescale: 1 / 255,
} as const;

let model: LayersModel;
beforeAll(async () => {
  await setBackend('cpu');
  model = courseCnn({ inputShape: [22, 22, 3], seed: 3 });
});

const ids = (formats: readonly ModelFormat[]) => formats.map(({ id }) => id);
const bytesOf = async (content: BodyInit) => new Uint8Array(await new Response(content).arrayBuffer());
const predicted = (one: LayersModel): number[] => [
  ...(one.predict(randomUniform([2, 22, 22, 3], 0, 1, 'float32', 5)) as Tensor).dataSync(),
];

/** What `detect` sees of a file. */
async function contentOf(bytes: Uint8Array<ArrayBuffer>): Promise<FileContent> {
  const isZip = bytes[0] === 0x50;
  return { bytes, paths: isZip ? (await openArchive(bytes)).paths : [] };
}

/** The formats that detect a file. */
async function detecting(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const content = await contentOf(bytes);
  return ids(READABLE_FORMATS.filter(({ detect }) => detect(content)));
}

const BOTH = WRITABLE_FORMATS.filter(({ id }) => ids(READABLE_FORMATS).includes(id));

it('a loss without an optimizer is kept by tfjs; the load_model of Keras 3.15 fails on a file that has one', async () => {
  const compile = { optimizer: null, loss: 'hinge' } as const;
  const lossOf = async (id: WritableFormat) =>
    (await loadModelFile(await saveModelFile(model, id, { compile }))).loss;
  expect(await lossOf('tfjs')).toMatchObject({ name: 'hinge' });
  expect(await lossOf('keras')).toBeNull();
});

describe('formats that are written and read', () => {
  it('are those of a run at least', () => {
    expect(ids(BOTH)).toEqual(expect.arrayContaining([...RUN_FORMATS]));
  });

  it.each(ids(BOTH) as WritableFormat[])('%s: a saved file predicts the same', async (id) => {
    const file = await saveModelFile(model, id, { metadata });
    expect(await detecting(await bytesOf(file))).toEqual([id]);
    const loaded = await loadModelFile(file);
    expect(loaded.metadata).toEqual(metadata);
    expect(predicted(loaded.model)).toEqual(predicted(model));
  });

  it.each(ids(BOTH) as WritableFormat[])('%s: a file without metadata has none when read', async (id) => {
    for (const options of [undefined, {}, { metadata: null }])
      expect((await loadModelFile(await saveModelFile(model, id, options))).metadata).toBeNull();
  });

  it.each(ids(BOTH) as WritableFormat[])("%s: the files of a run's folder predict the same", async (id) => {
    const files = new Map(await modelFiles(model, id, { metadata }));
    const { files: names } = writableFormat(id);
    expect([...files.keys()]).toEqual(names);
    const read = async (path: string) => bytesOf(files.get(path) as BodyInit);
    const folder = names[0].slice(0, names[0].lastIndexOf('/') + 1);
    const first = await read(names[0]);
    expect(await detecting(first)).toEqual([id]);
    const loaded = await readModel(first, { readBeside: (path) => read(folder + path) });
    expect(loaded.metadata).toEqual(metadata);
    expect(predicted(loaded.model)).toEqual(predicted(model));
  });
});

/** A file of each format that is only read, with the same network as the `.keras` file beside it. */
const SAMPLES = { h5: 'fixtures/train/small_binary_adam.initial.h5' };

describe('formats that are only read', () => {
  it('each have a sample', () => {
    expect(Object.keys(SAMPLES)).toEqual(ids(READABLE_FORMATS).filter((id) => !ids(BOTH).includes(id)));
  });

  it.each(Object.entries(SAMPLES))('%s', async (id, path) => {
    const bytes = new Uint8Array(readFileSync(path));
    expect(await detecting(bytes)).toEqual([id]);
    const [loaded, keras] = await Promise.all(
      [path, path.replace(/\.\w+$/, '.keras')].map((each) => loadModelFile(new Blob([readFileSync(each)]))),
    );
    const weights = (each: typeof loaded) => each?.model.getWeights().map((weight) => [...weight.dataSync()]);
    expect(weights(loaded)).toEqual(weights(keras));
  });
});

describe('the registry', () => {
  it('has no name twice', () => {
    for (const names of [Object.keys(CODECS), namesOf(READABLE_FORMATS), ids(READABLE_FORMATS)])
      expect(names).toEqual([...new Set(names)]);
    const files = WRITABLE_FORMATS.flatMap((format) => format.files);
    expect(files).toEqual([...new Set(files)]);
  });

  it.each<[string, () => Promise<Blob>]>([
    ['text', () => Promise.resolve(new Blob(['hello']))],
    ['an empty file', () => Promise.resolve(new Blob())],
    ['a zip of pictures', () => Promise.resolve(new Blob([readFileSync('fixtures/tree.zip')]))],
  ])('names its formats when it rejects %s', async (_, file) => {
    const loading = loadModelFile(await file());
    await expect(loading).rejects.toMatchObject({ code: 'bad-model' });
    for (const name of namesOf(READABLE_FORMATS)) await expect(loading).rejects.toThrow(name);
  });

  it('says what is missing in a file of a known format', async () => {
    const keras = loadModelFile(await packArchive({ 'config.json': '{}' }));
    await expect(keras).rejects.toThrow('A .keras file must contain model.weights.h5; this one does not.');
    const [[, json]] = (await modelFiles(model, 'tfjs', { metadata })) as [[string, string]];
    const alone = loadModelFile(new Blob([json]));
    await expect(alone).rejects.toMatchObject({ code: 'bad-model' });
    await expect(alone).rejects.toThrow('paths=weights.bin');
  });

  it.each(['h5', 'none', 'toString'])('does not write %s', async (id) => {
    const saving = saveModelFile(model, id as WritableFormat, { metadata });
    await expect(saving).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(saving).rejects.toThrow(`${ids(WRITABLE_FORMATS).join(', ')}. Received: format=${id}`);
  });
});
