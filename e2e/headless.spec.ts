/** The headless API as a program uses it: arguments, signals, listeners, results. */
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { expect } from 'playwright/test';
import { writeNpy } from '../src/data/archive/npy';
import { HAS_PROC, children } from './interruptions';
import { headless, pupila, readJson, test, zipOf } from './support';

const { batches, evaluate, info, predict, preview, summary, train } = headless;

const DATA = 'fixtures/tree.zip';
const SMALL = { targetSize: [24, 24], batchSize: 8, epochs: 1, stepsPerEpoch: 2, seed: 1 } as const;
const MODEL = 'fixtures/train/small_binary_adam.final.keras';

test('augmentation can be an argument or an option; two different values are rejected', async () => {
  const run = async (given: object): Promise<unknown> => {
    const { run } = await train({ data: DATA, gpu: 'none', options: SMALL, ...given });
    return (run['options'] as { augmentation: unknown }).augmentation;
  };
  expect(await run({ options: { ...SMALL, augmentation: 'none' } })).toBe('none');
  expect(await run({ augmentation: 'none' })).toBe('none');
  expect(await run({})).toBe('course');
  const both = train({ data: DATA, augmentation: 'course', options: { ...SMALL, augmentation: 'none' } });
  await expect(both).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining(
      'Received: augmentation=course, options.augmentation=none',
    ) as unknown as string,
  });
});

test('without `out` a run returns its result and writes nothing; an `out` that is not writable is rejected before the run', async ({}, info) => {
  const here = readdirSync('.');
  const { history, run } = await train({ data: DATA, gpu: 'none', options: SMALL });
  expect(history['loss']).toHaveLength(1);
  expect(run).toMatchObject({ backend: 'wasm', steps: 2 });
  expect(readdirSync('.')).toEqual(here);

  mkdirSync(info.outputDir, { recursive: true });
  writeFileSync(info.outputPath('file'), '');
  const events: string[] = [];
  const onEvent = ({ type }: { type: string }): void => void events.push(type);
  const unwritable = train({ data: DATA, out: info.outputPath('file/run'), onEvent });
  await expect(unwritable).rejects.toMatchObject({ code: 'invalid-argument' });
  const out = info.outputPath('out');
  mkdirSync(out);
  writeFileSync(info.outputPath('precious'), 'mine');
  symlinkSync(info.outputPath('precious'), `${out}/history.json`);
  await expect(train({ data: DATA, out, onEvent })).rejects.toThrow('must not contain symbolic links');
  expect(readFileSync(info.outputPath('precious'), 'utf8')).toBe('mine');
  expect(events).toEqual([]);
});

test('an aborted signal starts no browser, whatever the task', async () => {
  const signal = AbortSignal.abort();
  // Looking for a browser would fail.
  const { PUPILA_BROWSER: browser } = process.env;
  process.env['PUPILA_BROWSER'] = '/nowhere';
  const tasks = [
    train({ data: DATA, signal }),
    batches({ data: DATA, out: 'test-results/never', count: 1, signal }),
    preview({ data: DATA, out: 'test-results/never/sheet.png', signal }),
    evaluate({ data: DATA, model: MODEL, signal }),
    predict({ images: ['fixtures/jpeg/0.jpg'], model: MODEL, signal }),
    summary({ model: 'course', signal }),
    info({ backend: 'auto', signal }),
  ];
  const results = await Promise.allSettled(tasks);
  if (browser) process.env['PUPILA_BROWSER'] = browser;
  else Reflect.deleteProperty(process.env, 'PUPILA_BROWSER');
  for (const result of results)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
  expect(existsSync('test-results/never')).toBe(false);
});

test('a signal stops a running task', async () => {
  const stop = new AbortController();
  const before = children();
  const task = summary({ model: 'course', signal: stop.signal });
  setTimeout(() => stop.abort(), 300);
  await expect(task).rejects.toMatchObject({ code: 'aborted', message: 'Stopped before the end.' });
  expect(children()).toEqual(before);
});

for (const [name, when] of [
  ['at the first event', 'backend'],
  ['at a step', 'step'],
] as const) {
  test(`an error thrown by a listener ${name} stops the run and rejects it`, async () => {
    const error = new RangeError('mine');
    const before = children();
    const seen: string[] = [];
    const run = train({
      data: DATA,
      gpu: 'none',
      options: { ...SMALL, epochs: 500 },
      onEvent: ({ type }) => {
        seen.push(type);
        if (type === when) throw error;
      },
    });
    expect(await run.catch((reason: unknown) => reason)).toBe(error);
    expect(seen.filter((type) => type === when)).toHaveLength(1);
    expect(children()).toEqual(before);
  });
}

test('a rejection of a listener rejects the run too', async () => {
  const error = new Error('later');
  const task = batches({
    data: DATA,
    out: test.info().outputPath('arrays'),
    count: 1,
    onEvent: () => Promise.reject(error),
  });
  expect(await task.catch((reason: unknown) => reason)).toBe(error);
});

test("options in Keras's spelling count, and unknown ones are refused, whatever the task", async () => {
  const model = MODEL;
  const images = ['fixtures/jpeg/0.jpg'];
  const wrong = { batch_sise: 3 } as object;
  const refused = {
    code: 'invalid-argument',
    message: expect.stringContaining('Did you mean `batch_size`?') as unknown as string,
  };
  await expect(predict({ images, model, options: wrong })).rejects.toMatchObject(refused);
  await expect(summary({ model, options: wrong })).rejects.toMatchObject(refused);
  await expect(evaluate({ data: DATA, model, options: wrong })).rejects.toMatchObject(refused);
  await expect(train({ data: DATA, options: wrong })).rejects.toMatchObject(refused);
  const { run } = await train({
    data: DATA,
    gpu: 'none',
    options: { ...SMALL, steps_per_epoch: 1 } as object,
  }).catch((error: unknown) => ({ run: { message: (error as Error).message } }));
  expect(run).toEqual({
    message: expect.stringContaining('`steps_per_epoch` must be given only once') as unknown,
  });
});

test('a task refuses options of a run that do not apply to it, before it starts a browser', async () => {
  const images = ['fixtures/jpeg/0.jpg'];
  const refusal = (what: string) => ({
    code: 'invalid-argument',
    message: expect.stringContaining(what) as unknown as string,
  });
  const evaluated = evaluate({ data: DATA, model: MODEL, options: { epochs: 3 } });
  await expect(evaluated).rejects.toMatchObject(refusal('`epochs` does not apply to `evaluate`'));
  const predicted = predict({ images, model: MODEL, options: { batchSize: 9 } });
  await expect(predicted).rejects.toMatchObject(refusal('`batchSize` does not apply to `predict`'));
  const summarized = summary({ model: 'course', options: { batchSize: 3 } });
  await expect(summarized).rejects.toMatchObject(refusal('`batchSize` does not apply to `summary`'));
  const flags = await pupila('evaluate', DATA, '--model', MODEL, '--epochs', '3');
  expect(flags).toMatchObject({ code: 2, stderr: expect.stringContaining("'--epochs'") });
});

test('summary takes the number of classes under the name that Keras has for it', async () => {
  const [named, earlier, byApi] = await Promise.all([
    pupila('summary', '--model', 'course', '--classes', '3'),
    pupila('summary', '--model', 'course', '--class-count', '3'),
    summary({ model: 'course', classes: 3 }),
  ]);
  expect(named.stdout).toBe(`${byApi}\n`);
  expect(earlier.stdout).toBe(named.stdout);
  await expect(summary({ model: MODEL, classes: 7 })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('Received: classes=7') as unknown as string,
  });
});

test('positional arguments lead to a message that says what to write', async () => {
  const old = headless as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const calls = {
    train: [DATA, 'out'],
    evaluate: [DATA, MODEL, { options: {} }],
    predict: [['cat.jpg'], MODEL, { options: {} }],
    batches: [DATA, 'out', { count: 1 }],
    preview: [DATA, 'sheet.png', { count: 1 }],
    summary: ['course'],
    info: [],
  };
  for (const [name, args] of Object.entries(calls)) {
    const error = (await old[name]?.(...args).catch((reason: unknown) => reason)) as Error & { code: string };
    expect(error.code, name).toBe('invalid-argument');
    expect(error.message).toContain(`The argument of \`${name}\` must be one object: ${name}({ `);
  }
});

test('a learning rate of 1000 ends a run at the first loss that is no number, with results but no model', async ({}, info) => {
  const out = info.outputPath('run');
  const rate = ['--optimizer', 'sgd', '--learning-rate', '1000', '--seed', '0', '--gpu', 'none'];
  const small = ['--target-size', '32x32', '--batch-size', '8', '--epochs', '9', '--validation-split', '0.3'];
  mkdirSync(`${out}/model`, { recursive: true });
  for (const name of ['model.keras', 'model/model.json', 'model/weights.bin', 'history.json'])
    writeFileSync(`${out}/${name}`, 'of an earlier run');
  const trained = await pupila('train', DATA, ...small, ...rate, '--out', out, '--overwrite');
  const sentence =
    /The loss is (?:not a number|infinite) in step (\d+) of epoch (\d), which ends training: the learning rate of 1000 is too high for this loss.*; try a lower one/;
  const [text, step, epoch] = sentence.exec(trained.stderr) ?? [];
  expect(trained.stderr).toContain(`warning: ${text}.\n`);
  expect(trained.stderr.match(/The loss is/g)).toHaveLength(1);
  expect(trained.stdout).toContain('done: loss NaN');
  expect(trained.code).toBe(0);
  const { loss } = readJson<{ loss: unknown[] }>(`${out}/history.json`);
  expect([loss.length, loss.at(-1)]).toEqual([Number(epoch), null]);
  const steps = readJson<{ loss: unknown[] }>(`${out}/steps.json`).loss;
  expect(steps.filter((each) => each === null)).toHaveLength(1);
  expect(steps.length % 4).toBe(Number(step) % 4);
  const unwritten =
    /^The model was not written, because the weights of its layer \w+ are not finite numbers\. No checkpoint had been made before\.$/;
  const run = readJson<{ warnings: string[] }>(`${out}/run.json`);
  expect(run).toMatchObject({ state: 'done', stopped: false, stoppedAt: null, stopTraining: text });
  expect(run.warnings.slice(-2)).toEqual([`${text}.`, expect.stringMatching(unwritten)]);
  const report = readFileSync(`${out}/report.html`, 'utf8');
  expect(report).toContain(text);
  expect(report).toContain('not a number</span>');
  for (const name of ['model.keras', 'model/model.json', 'model/weights.bin'])
    expect(existsSync(`${out}/${name}`), name).toBe(false);
});

test('a value that is no number in an array ends a run, which names it and keeps the last checkpoint', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const images = 16;
  const x = Float32Array.from({ length: images * 24 * 24 * 3 }, (_, i) => (i % 7) / 7);
  const y = Float32Array.from({ length: images }, (_, i) => i % 2);
  const write = async (name: string): Promise<string> => {
    const data = info.outputPath(name);
    const arrays = { 'x_train.npy': writeNpy([images, 24, 24, 3], x), 'y_train.npy': writeNpy([images], y) };
    writeFileSync(data, await zipOf(arrays));
    return data;
  };
  const options = {
    batchSize: 4,
    epochs: 1,
    augmentation: 'none',
    shuffle: false,
    validationSplit: 0,
  } as const;
  const out = info.outputPath('run');
  const data = await write('good.npz');
  await train({ data, out, gpu: 'none', options: { ...options, epochs: 1 }, formats: ['tfjs'] });
  x[11 * 24 * 24 * 3 + 5] = NaN;
  await write('good.npz');
  const warnings: string[] = [];
  const { history, run } = await train({
    data,
    out,
    resume: out,
    gpu: 'none',
    options: { ...options, epochs: 4 },
    onEvent: (event) => event.type === 'warning' && warnings.push(event.message),
  });
  expect(history['loss']?.map(Number.isFinite)).toEqual([true, false]);
  expect(run).toMatchObject({ state: 'done', steps: 7 });
  expect(warnings).toEqual([
    'The loss is not a number in step 3 of epoch 2, which ends training: x_train[11] has values that are not finite numbers; correct or remove it.',
    expect.stringMatching(
      /^The model was not written, .* The last good state is in the folder checkpoints\.$/,
    ),
  ]);
  expect(existsSync(`${out}/checkpoints/0.ckpt`)).toBe(true);
  expect(existsSync(`${out}/model/model.json`)).toBe(false);
});

test('TerminateOnNaN ends a run, which says why in the terminal, run.json and the report', async ({}, info) => {
  const out = info.outputPath('run');
  const rate = ['--optimizer', 'sgd', '--learning-rate', '1e30', '--seed', '0', '--gpu', 'none'];
  const small = ['--target-size', '32x32', '--batch-size', '8', '--epochs', '9', '--out', out];
  const trained = await pupila('train', DATA, ...small, ...rate, '--callbacks', 'terminate_on_nan');
  const [reason, batch] =
    /^Batch (\d): Invalid loss, terminating training \(Keras counts batches from 0: this is step \d\)$/m.exec(
      trained.stderr,
    ) ?? [];
  expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('done: loss NaN') });
  expect(readJson<{ loss: unknown[] }>(`${out}/steps.json`).loss).toHaveLength(Number(batch) + 1);
  expect(readJson(`${out}/history.json`)).toMatchObject({ loss: [null] });
  expect(readJson(`${out}/run.json`)).toMatchObject({
    stopped: false,
    stoppedAt: null,
    stopTraining: reason,
    options: { callbacks: [{ name: 'TerminateOnNaN' }] },
  });
  expect(readFileSync(`${out}/report.html`, 'utf8')).toContain(`<td>${reason}</td>`);

  const help = await pupila('train', '--help');
  expect(help.stdout.replace(/\s+/g, ' ')).toContain('TerminateOnNaN (raise_error): end training at a loss');
  const wrong = await pupila('train', DATA, '--callbacks', 'TerminateOnNan2');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain(
    'Unknown callback. Did you mean `TerminateOnNaN`? Received: callbacks=TerminateOnNan2',
  );
  const json = '[{"name": "TerminateOnNaN", "raise_error": true}]';
  const raised = await pupila('train', DATA, ...small, ...rate, '--overwrite', '--callbacks', json);
  expect(raised.code).toBe(1);
  expect(raised.stderr).toMatch(/^error: NaN or Inf loss encountered at batch \d\. Loss value: /m);
});

test('callbacks write into the folder of a run, and end it', async ({}, info) => {
  const out = info.outputPath('run');
  const callbacks = JSON.stringify([
    { name: 'LearningRateScheduler', schedule: 'ExponentialDecay:decay_steps=1,decay_rate=0.5' },
    { name: 'ModelCheckpoint', filepath: 'checkpoints/{epoch:02d}.keras' },
    {
      name: 'ModelCheckpoint',
      filepath: './b-{epoch}-{batch}.weights.h5',
      save_weights_only: true,
      save_freq: 3,
    },
    { name: 'CSVLogger', filename: 'logs/training.csv', append: true },
    { name: 'EarlyStopping', monitor: 'loss', mode: 'max', patience: 1, min_delta: 100 },
  ]);
  const small = ['--target-size', '24x24', '--batch-size', '8', '--epochs', '9', '--steps-per-epoch', '2'];
  const args = ['train', DATA, ...small, '--seed', '1', '--gpu', 'none', '--callbacks', callbacks];
  for (const lines of [3, 5]) {
    expect(await pupila(...args, '--out', out, '--overwrite')).toMatchObject({ code: 0 });
    const run = readJson<{ stopTraining: string; stopped: boolean }>(`${out}/run.json`);
    expect(run).toMatchObject({ stopTraining: 'Epoch 2: early stopping', stopped: false });
    const saved = ['0.ckpt', '01.keras', '02.keras', '1.ckpt', 'best.ckpt'];
    expect(readdirSync(`${out}/checkpoints`)).toEqual(saved);
    expect(existsSync(`${out}/b-2-1.weights.h5`)).toBe(true);
    const csv = readFileSync(`${out}/logs/training.csv`, 'utf8').split('\r\n');
    expect(csv).toHaveLength(lines + 1);
    expect(csv[0]).toBe('epoch,accuracy,learning_rate,loss,val_accuracy,val_learning_rate,val_loss');
  }
  expect(readJson<Record<string, number[]>>(`${out}/history.json`)['learning_rate']).toEqual([
    Math.fround(0.001),
    Math.fround(0.0005),
  ]);
  const nowhere = train({ data: DATA, options: { ...SMALL, callbacks } });
  await expect(nowhere).rejects.toThrow('ModelCheckpoint needs a place for its files');
  const outside = [{ name: 'CSVLogger', filename: '../history.csv' }];
  await expect(
    train({ data: DATA, out, overwrite: true, options: { ...SMALL, callbacks: outside } }),
  ).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('must write inside of the folder `out`'),
  });
  const warned = await train({ data: DATA, gpu: 'none', options: { ...SMALL, callbacks: 'early_stopping' } });
  expect(warned.run['warnings']).toContainEqual(
    expect.stringContaining(
      'EarlyStopping watches the metric `val_loss`, which is not available after epoch 1.',
    ),
  );
});

test('a run that cannot write model.keras removes that of an earlier run', async ({}, info) => {
  const out = info.outputPath('run');
  await train({ data: DATA, gpu: 'none', out, options: SMALL });
  expect(existsSync(`${out}/model.keras`)).toBe(true);
  const json = readFileSync(`${out}/model/model.json`, 'utf8');
  const layer = /"name":"(conv2d[^"/]*)"/.exec(json)?.[1] as string;
  const model = info.outputPath('renamed');
  mkdirSync(model);
  copyFileSync(`${out}/model/weights.bin`, `${model}/weights.bin`);
  // Keras has no layer name with a /.
  writeFileSync(`${model}/model.json`, json.replaceAll(layer, `part/${layer}`));
  const { run } = await train({ data: DATA, model, gpu: 'none', out, overwrite: true, options: SMALL });
  expect(run['warnings']).toContainEqual(expect.stringContaining('model.keras was not written.'));
  expect(existsSync(`${out}/model.keras`)).toBe(false);
});

test('a run in a chosen format that the model does not fit fails before it trains', async ({}, info) => {
  const out = info.outputPath('run');
  mkdirSync(out, { recursive: true });
  const inputs = 22 * 22 * 3;
  const specs = [
    { name: 'dense/kernel', shape: [inputs, 5], dtype: 'float32' },
    { name: 'dense/bias', shape: [5], dtype: 'float32' },
  ];
  const layers = [
    // Keras has no layer name with a /.
    { class_name: 'Flatten', config: { name: 'part/flatten', batch_input_shape: [null, 22, 22, 3] } },
    { class_name: 'Dense', config: { name: 'dense', units: 5, activation: 'softmax' } },
  ];
  const json = {
    modelTopology: { class_name: 'Sequential', config: { name: 'one', layers } },
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
  };
  const model = info.outputPath('model.json');
  writeFileSync(model, JSON.stringify(json));
  writeFileSync(info.outputPath('weights.bin'), new Uint8Array(4 * 5 * (inputs + 1)));
  const options = ['--target-size', '22x22', '--epochs', '1', '--steps-per-epoch', '1', '--gpu', 'none'];
  const chosen = await pupila(
    'train',
    DATA,
    '--model',
    model,
    '--out',
    out,
    '--formats',
    'keras',
    ...options,
  );
  expect(chosen.code).toBe(1);
  expect(chosen.stderr).toContain('Received: layer=part/flatten');
  expect(readdirSync(out)).toEqual([]);
  const byDefault = await pupila('train', DATA, '--model', model, '--out', out, ...options);
  expect(byDefault).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('model.keras was not written'),
  });
});

test('a run writes the chosen formats, and its folder has no other model', async ({}, info) => {
  const out = info.outputPath('run');
  await train({ data: DATA, gpu: 'none', out, options: SMALL });
  await train({ data: DATA, gpu: 'none', out, overwrite: true, formats: ['keras'], options: SMALL });
  expect(readdirSync(`${out}/model`)).toEqual([]);
  const images = ['fixtures/jpeg/0.jpg'];
  const [folder, file] = await Promise.all(
    [out, `${out}/model.keras`].map((model) => predict({ images, model, gpu: 'none' })),
  );
  expect(folder).toEqual(file);
  const wrong = await pupila('train', DATA, '--formats', 'keras,h5', '--out', out, '--overwrite');
  expect(wrong.stderr).toContain('Unknown format of a model. Choose one of tfjs, keras. Received: format=h5');
  expect(wrong.code).toBe(2);
});

test('predict returns results for the good pictures and names the damaged ones', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const damaged = info.outputPath('damaged.jpg');
  writeFileSync(damaged, readFileSync('fixtures/jpeg/0.jpg').subarray(0, 300));
  const images = ['fixtures/jpeg/0.jpg', damaged, 'fixtures/jpeg/1.jpg'];
  const predicted = await pupila('predict', '--model', MODEL, '--gpu', 'none', ...images);
  expect(
    predicted.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]),
  ).toEqual([images[0], images[2]]);
  expect(predicted.stderr).toContain('damaged.jpg cannot be read');
  expect(predicted.code).toBe(1);
  await expect(predict({ images, model: MODEL, gpu: 'none' })).rejects.toMatchObject({ code: 'bad-image' });
});

test('a model with a cycle of layers is rejected, naming the layers', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const model = info.outputPath('model.json');
  const layer = (name: string, from: string) => ({
    class_name: 'ReLU',
    name,
    config: { name },
    inbound_nodes: [[[from, 0, 0, {}]]],
  });
  const config = {
    name: 'm',
    layers: [layer('a', 'b'), layer('b', 'a')],
    input_layers: [],
    output_layers: [],
  };
  writeFileSync(
    model,
    JSON.stringify({ modelTopology: { class_name: 'Model', config }, weightsManifest: [] }),
  );
  const refused = { code: 'bad-model', message: expect.stringContaining('a ← b ← a') as unknown as string };
  await expect(summary({ model })).rejects.toMatchObject(refused);
});

test('every command handles Ctrl-C: a message, exit code 130, no browser left', async ({}, info) => {
  test.skip(!HAS_PROC, 'browsers are found through /proc');
  mkdirSync(info.outputDir, { recursive: true });
  const commands = [
    ['batches', DATA, '--count', '100000', '--out', info.outputPath('arrays')],
    ['preview', DATA, '--count', '400', '--target-size', '400x400', '--out', info.outputPath('sheet.png')],
    ['evaluate', DATA, '--model', MODEL],
    ['predict', '--model', MODEL, ...Array.from({ length: 50 }, () => 'fixtures/jpeg/0.jpg')],
    ['summary', '--model', 'course'],
    ['info'],
    ['serve', '--port', '0'],
  ];
  for (const args of commands) {
    const child = spawn(process.execPath, ['dist/cli.js', ...args]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)));
    const ended = new Promise((done) => child.on('close', done));
    const isUp = (): boolean =>
      args[0] === 'serve' ? output.includes('Pupila is at') : children(child.pid).length > 0;
    // A command that fails instead shows its output.
    await expect.poll(() => isUp() || output, { intervals: [20], timeout: 20_000 }).toBe(true);
    const browsers = children(child.pid);
    child.kill('SIGINT');
    expect(await ended, args[0]).toBe(130);
    expect(output).toMatch(/^stopp(ing|ed)/m);
    expect(output).not.toContain('error:');
    for (const pid of browsers)
      expect(existsSync(`/proc/${pid}`), `${args[0]}: a browser is left`).toBe(false);
  }
});

test('a run computes on 256 bits if every kernel gives the same bits, and its weights are those without', async ({}, info) => {
  test.skip(process.arch !== 'x64', '256 bits are for x64');
  const run = async (name: string, revectorize: boolean) => {
    const out = info.outputPath(name);
    await train({ data: DATA, gpu: 'none', options: SMALL, out, formats: ['tfjs'], revectorize });
    const { revectorize: isSet } = readJson<{ revectorize: boolean }>(`${out}/run.json`);
    return { isSet, weights: readFileSync(`${out}/model/weights.bin`) };
  };
  const [wide, narrow] = [await run('wide', true), await run('narrow', false)];
  expect([wide.isSet, narrow.isSet]).toEqual([true, false]);
  expect(wide.weights.equals(narrow.weights)).toBe(true);
});
