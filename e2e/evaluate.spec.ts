/** Figures of every part with `evaluate`, and models whose numbers are NaN or infinite. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { headless, pupila, readJson, smallPictures, test, zipOf } from './support';

const { evaluate, predict, train } = headless;

const OPTIONS = { targetSize: [24, 24], batchSize: 8, epochs: 1, seed: 1 } as const;

test('evaluate gives the figures of both parts, per class, as tables and as JSON', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const data = info.outputPath('pets.zip');
  writeFileSync(data, await zipOf(await smallPictures()));
  const out = info.outputPath('run');
  await train({ data, out, gpu: 'none', options: OPTIONS });
  const task = { data, model: out, gpu: 'none', options: { validationSplit: 0.4 } } as const;
  const result = await evaluate(task);
  expect(result.classes).toEqual(['cats', 'dogs']);
  for (const part of ['training', 'validation'] as const) {
    const figures = result[part];
    if (!figures) throw new Error(`no ${part} part`);
    const { samples, confusion, perClass, accuracy } = figures;
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(samples);
    expect(accuracy).toBeCloseTo(((confusion[0]?.[0] ?? 0) + (confusion[1]?.[1] ?? 0)) / samples, 12);
    expect(perClass.map(({ name, support }) => [name, support])).toEqual(
      confusion.map((row, i) => [result.classes[i], (row[0] ?? 0) + (row[1] ?? 0)]),
    );
    perClass.forEach(({ recall, support }, i) =>
      expect(recall * support).toBeCloseTo(confusion[i]?.[i] ?? -1, 9),
    );
  }
  const only = await evaluate({ ...task, part: 'validation' });
  expect(only).toEqual({ ...result, training: null });

  const given = ['evaluate', data, '--model', out, '--gpu', 'none'];
  const split = ['--validation-split', '0.4'];
  const json = await pupila(...given, ...split, '--format', 'json');
  expect(JSON.parse(json.stdout)).toEqual(result);
  const tables = await pupila(...given, ...split);
  expect(tables.stdout).toMatch(/^training: \d+ images · loss [\d.]+ · accuracy [\d.]+$/m);
  expect(tables.stdout).toMatch(/^validation: \d+ images · loss [\d.]+ · accuracy [\d.]+$/m);
  expect(tables.stdout).toMatch(
    /^ +precision +recall +F1 +support\n +cats( +[\d.]+){4}\n +dogs( +[\d.]+){4}$/m,
  );
  const none = await pupila(...given, '--part', 'validation');
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toContain('The data set has no validation part.');
});

test('a model with NaN or infinite weights or outputs is refused, naming the layer', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const data = info.outputPath('pets.zip');
  writeFileSync(data, await zipOf(await smallPictures()));
  const out = info.outputPath('run');
  await train({ data, out, gpu: 'none', options: OPTIONS, formats: ['tfjs'] });
  const index = readJson<{ weightsManifest: { weights: { name: string; shape: number[] }[] }[] }>(
    `${out}/model/model.json`,
  );
  const weights = index.weightsManifest.flatMap((group) => group.weights);
  const good = readFileSync(`${out}/model/weights.bin`);
  /** Changes the first weight of a layer. */
  const change = (layer: string, to: number): void => {
    const at = weights.findIndex(({ name }) => name.startsWith(`${layer}/`));
    const before = weights.slice(0, at).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const bytes = Buffer.from(good);
    bytes.writeFloatLE(to, 4 * before);
    writeFileSync(`${out}/model/weights.bin`, bytes);
  };
  const images = ['fixtures/jpeg/0.jpg'];
  for (const [value, rule] of [
    [NaN, /^The weights of a model must be finite .* Received: layer=dense$/],
    [-Infinity, /^The weights of a model must be finite .* Received: layer=dense$/],
  ] as const) {
    change('dense', value);
    const error = { code: 'bad-model', message: expect.stringMatching(rule) as unknown as string };
    await expect(evaluate({ data, model: out, gpu: 'none' })).rejects.toMatchObject(error);
    await expect(predict({ images, model: out, gpu: 'none' })).rejects.toMatchObject(error);
  }
  const command = await pupila('predict', ...images, '--model', out, '--gpu', 'none');
  expect(command).toMatchObject({ code: 1, stdout: '' });
  expect(command.stderr).toMatch(/^error: The weights of a model must be finite /m);
});

test('a model whose finite weights lead to outputs that are not is refused, naming picture and layer', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const data = info.outputPath('pets.zip');
  writeFileSync(data, await zipOf(await smallPictures()));
  const out = info.outputPath('run');
  await train({
    data,
    out,
    gpu: 'none',
    options: { ...OPTIONS, classMode: 'categorical' },
    formats: ['tfjs'],
  });
  const bytes = readFileSync(`${out}/model/weights.bin`);
  // Sums of such products overflow.
  for (let at = 0; at < bytes.length; at += 4) bytes.writeFloatLE((at % 8 ? -1 : 1) * 3e38, at);
  writeFileSync(`${out}/model/weights.bin`, bytes);
  const rule = /^The outputs of a model must be finite .* Received: picture=\S+, layer=\w+$/;
  const error = { code: 'bad-model', message: expect.stringMatching(rule) as unknown as string };
  await expect(evaluate({ data, model: out, gpu: 'none' })).rejects.toMatchObject(error);
  await expect(predict({ images: ['fixtures/jpeg/0.jpg'], model: out, gpu: 'none' })).rejects.toMatchObject(
    error,
  );
});
