import { existsSync, readFileSync } from 'node:fs';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {
  type LayersModel,
  type SymbolicTensor,
  input,
  layers,
  model as functional,
  sequential,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PupilaError } from '../core/errors';
import { packArchive } from '../data/archive/archive';
import { standardize } from '../data/augment/standardize';
import { resizePixels } from '../data/resize/resize';
import { loadModelFile, readModel } from './model-file';
import { type ModelMetadata, preprocessingOf } from './model-metadata';
import { teachableMachineMetadata } from './teachable-machine';
import { saveModel } from './tfjs-model';

beforeAll(async () => void (await setBackend('cpu')));

/** A network of Teachable Machine's structure. */
function network(channels = 3): LayersModel {
  const x = input({ shape: [8, 8, channels] });
  const y = layers.conv2d({ filters: 2, kernelSize: 3 }).apply(x) as SymbolicTensor;
  const base = sequential({
    layers: [functional({ inputs: x, outputs: y }), layers.globalAveragePooling2d({})],
  });
  const head = sequential({
    layers: [layers.dense({ inputShape: [2], units: 3 }), layers.dense({ units: 2, activation: 'softmax' })],
  });
  return sequential({ layers: [base, head] });
}

const bytes = (text: string) => new TextEncoder().encode(text);
const METADATA = JSON.stringify({ packageName: '@teachablemachine/image', labels: ['cats', 'dogs'] });
const missing = () => Promise.reject(new PupilaError('fetch-failed', 'missing'));

describe('teachableMachineMetadata', () => {
  it.each([
    ['metadata.json', METADATA],
    ['labels.txt', '0 cats\n1 dogs\n'],
    ['labels.txt', '\ufeff0 cats\r\n1 dogs'],
  ] as const)('reads the classes in %s', async (name, text) => {
    const metadata = await teachableMachineMetadata(network(), name, () => Promise.resolve(bytes(text)));
    expect(metadata).toMatchObject({ classes: ['cats', 'dogs'], colorMode: 'rgb', keepAspectRatio: true });
  });

  it.each([
    // `pixels.div(127).sub(1)` in @teachablemachine/image.
    ['metadata.json', METADATA, 127],
    ['labels.txt', '0 cats\n1 dogs', 127.5],
  ] as const)('scales pixels as the code that comes with %s', async (name, text, half) => {
    const read = () => Promise.resolve(bytes(text));
    const metadata = (await teachableMachineMetadata(network(), name, read)) as ModelMetadata;
    const { generator, statistics } = preprocessingOf(metadata);
    const data = Float32Array.of(0, 255, 51);
    standardize({ data, height: 1, width: 1, channels: 3 }, generator, statistics);
    const expected = [0, 255, 51].map((value) => value / half - 1);
    data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 6));
  });

  it('reads grey pictures for a grey model', async () => {
    const read = () => Promise.resolve(bytes(METADATA));
    expect(await teachableMachineMetadata(network(1), 'metadata.json', read)).toMatchObject({
      colorMode: 'grayscale',
      statistics: { mean: [1] },
    });
  });

  it.each([
    [300, 200, 20],
    [301, 200, 24],
    [64, 201, 16],
    [97, 64, 32],
    [400, 300, 22],
  ])('crops %i × %i as the library for %i pixels', async (width, height, size) => {
    const read = () => Promise.resolve(bytes(METADATA));
    const metadata = (await teachableMachineMetadata(network(), 'metadata.json', read)) as ModelMetadata;
    // Each pixel's value is its position along the longer side.
    const isWide = width > height;
    const data = new Uint8Array(width * height);
    const unit = 255 / Math.max(width, height);
    data.forEach((_, i) => (data[i] = unit * (0.5 + (isWide ? i % width : Math.floor(i / width)))));
    const picture = { data, width, height, channels: 1 } as const;
    const { interpolation, keepAspectRatio } = metadata;
    const cropped = resizePixels(picture, [size, size], interpolation, keepAspectRatio);
    // `cropTo` of @teachablemachine/image: draws the picture with its shorter side as long as the canvas.
    const length = Math.max(width, height);
    const scaled = Math.ceil((length * size) / Math.min(width, height));
    const offset = Math.trunc((scaled - size) / 2);
    for (let i = 1; i < size - 1; i++) {
      const position = (i + 0.5 + offset) / scaled;
      const ours = (cropped.data[isWide ? i : i * size] as number) / 255;
      // Within a pixel of the result, for rounding.
      expect(Math.abs(ours - position) * scaled).toBeLessThan(1);
    }
  });

  it.each<[string, 'metadata.json' | 'labels.txt', string]>([
    [
      'metadata of other software',
      'metadata.json',
      '{"packageName": "@teachablemachine/pose", "labels": ["a"]}',
    ],
    ['text', 'metadata.json', 'cats'],
    ['lines without numbers', 'labels.txt', 'cats\ndogs'],
    ['another order', 'labels.txt', '1 cats\n0 dogs'],
  ])('takes nothing from %s', async (_, name, text) => {
    expect(await teachableMachineMetadata(network(), name, () => Promise.resolve(bytes(text)))).toBeNull();
  });

  it('is null without the file, and asks for none beside other models', async () => {
    expect(await teachableMachineMetadata(network(), 'labels.txt', missing)).toBeNull();
    const read = vi.fn(missing);
    const other = sequential({ layers: [layers.dense({ inputShape: [2], units: 2 })] });
    expect(await teachableMachineMetadata(other, 'labels.txt', read)).toBeNull();
    expect(read).not.toHaveBeenCalled();
  });

  it('refuses another number of labels', async () => {
    const read = () => Promise.resolve(bytes('0 cats'));
    await expect(teachableMachineMetadata(network(), 'labels.txt', read)).rejects.toThrow(
      'labels.txt must have one label for each output of the model. Received: labels=1, outputs=2',
    );
  });
});

it('reads the labels in a zip of the export', async () => {
  const { modelJson, weights } = await saveModel(network());
  const zip = await packArchive({
    'export/model.json': JSON.stringify(modelJson),
    'export/weights.bin': weights,
    'export/metadata.json': METADATA,
  });
  expect((await loadModelFile(zip)).metadata?.classes).toEqual(['cats', 'dogs']);
});

const FIELD = '../shared/models';
const isPresent = existsSync('../shared');
if (!isPresent) console.log(`${FIELD} is missing, so models of Teachable Machine are not loaded.`);

describe.skipIf(!isPresent)('models from the field', () => {
  const file = (path: string) => new Uint8Array(readFileSync(`${FIELD}/${path}`));
  const buffer = (path: string) => file(path).buffer;

  it('keras_model.h5 with labels.txt beside it, or in a zip', async () => {
    const readBeside = (name: string) => Promise.resolve(file(`01/${name}`));
    const classes = ['가위', '바위', '보'];
    const { metadata } = await readModel(file('01/keras_model.h5'), { readBeside });
    expect(metadata).toMatchObject({ classes, interpolation: 'lanczos' });
    const alone = await loadModelFile(new Blob([file('01/keras_model.h5')]));
    expect(alone.metadata).toBeNull();
    const zip = await packArchive({
      'keras_model.h5': buffer('01/keras_model.h5'),
      'labels.txt': buffer('01/labels.txt'),
    });
    expect((await loadModelFile(zip)).metadata).toEqual(metadata);
  });

  it('model.json with metadata.json beside it', async () => {
    const readBeside = (name: string) => Promise.resolve(file(`04/${name}`));
    const { metadata } = await readModel(file('04/model.json'), { readBeside });
    expect(metadata).toMatchObject({ classes: ['노마스크', '마스크'], interpolation: 'bilinear' });
  });
});
