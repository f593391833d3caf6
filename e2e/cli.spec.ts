/** The command with valid and invalid input. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'playwright/test';
import { writeNpy } from '../src/data/archive/npy';
import { LEFT_OUT, floats, pupila, readJson, smallPictures, test, train, zipOf } from './support';

interface FlowCase {
  generator: Record<string, unknown>;
  order: string[][];
  class_indices: Record<string, number>;
  batches: { x?: string }[];
}

const SMALL = ['--target-size', '24x24', '--batch-size', '8', '--epochs', '1', '--gpu', 'none'];

test('--shift-axes corrected shifts the axis named by the option', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const augment = info.outputPath('augment.json');
  writeFileSync(augment, JSON.stringify({ width_shift_range: [5], fill_mode: 'constant', cval: 300 }));
  const options = ['--augment', augment, '--target-size', '20x20', '--seed', '5', '--count', '1'];
  for (const axes of ['keras', 'corrected']) {
    const out = info.outputPath(axes);
    const made = await pupila('batches', 'fixtures/tree.zip', ...options, '--shift-axes', axes, '--out', out);
    expect(made).toMatchObject({ code: 0, stderr: LEFT_OUT });
    const x = floats(`${out}/batch_0_x.npy`);
    const isOutside = (row: number, column: number): boolean => x[3 * (20 * row + column)] === 300;
    const rows = [0, 19].filter((row) => [0, 10, 19].every((column) => isOutside(row, column)));
    const columns = [0, 19].filter((column) => [0, 10, 19].every((row) => isOutside(row, column)));
    expect([rows.length, columns.length]).toEqual(axes === 'keras' ? [1, 0] : [0, 1]);
  }
});

test("batches equal Keras's for any number of workers", async ({}, info) => {
  const golden = readJson<FlowCase[]>('fixtures/flow.json')[1] as FlowCase;
  mkdirSync(info.outputDir, { recursive: true });
  writeFileSync(info.outputPath('augment.json'), JSON.stringify(golden.generator));
  for (const workers of ['1', '3']) {
    const out = info.outputPath(`batches-${workers}`);
    const { code, stderr } = await pupila(
      'batches',
      'fixtures/tree.zip',
      '--augment',
      info.outputPath('augment.json'),
      '--target-size',
      '16x16',
      '--batch-size',
      '8',
      '--class-mode',
      'categorical',
      '--seed',
      '5',
      '--count',
      '7',
      '--out',
      out,
      '--workers',
      workers,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: LEFT_OUT });
    const index = readJson<{ batches: string[][]; class_indices: Record<string, number> }>(
      `${out}/index.json`,
    );
    expect(index.batches).toEqual(golden.order.slice(0, 7));
    expect(index.class_indices).toEqual(golden.class_indices);
    for (const [k, { x }] of golden.batches.entries()) {
      if (!x || k > 6) continue;
      const [ours, keras] = [floats(`${out}/batch_${k}_x.npy`), floats(`fixtures/${x}`)];
      expect(ours.length).toBe(keras.length);
      expect(Math.max(...ours.map((value, i) => Math.abs(value - (keras[i] as number))))).toBeLessThan(
        1e-3 / 255,
      );
    }
  }
});

test('a run writes everything that other commands need', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const pictures = await smallPictures();
  const data = info.outputPath('pets.zip');
  writeFileSync(data, await zipOf({ ...pictures, 'cats/notes.txt': 'no picture' }));
  const out = info.outputPath('run');
  const trained = await pupila(
    'train',
    data,
    ...SMALL,
    '--validation-split',
    '0.3',
    '--seed',
    '1',
    '--out',
    out,
  );
  expect(trained.stderr).toContain('were skipped (1): ');
  expect(trained.code).toBe(0);
  for (const name of [
    'history.json',
    'steps.json',
    'run.json',
    'report.html',
    'model/model.json',
    'model/weights.bin',
    'model.keras',
  ]) {
    expect(existsSync(`${out}/${name}`), name).toBe(true);
  }
  expect(Object.keys(readJson(`${out}/history.json`))).toEqual([
    'loss',
    'accuracy',
    'val_loss',
    'val_accuracy',
  ]);
  expect(readJson(`${out}/run.json`)).toMatchObject({ backend: 'wasm', classIndices: { cats: 0, dogs: 1 } });
  expect(readFileSync(`${out}/report.html`, 'utf8')).toContain('<svg');

  const evaluated = await pupila('evaluate', data, '--model', out, '--gpu', 'none');
  expect(evaluated.code).toBe(0);
  expect(evaluated.stdout).toMatch(/training: \d+ images · loss [\d.]+ · accuracy [\d.]+/);
  expect(evaluated.stderr).toContain('warning: Files that are not PNG');
  const turned = await pupila('evaluate', data, '--model', out, '--gpu', 'none', '--classes', 'dogs,cats');
  expect(turned.stdout).toBe(evaluated.stdout);
  const contradicted = ['--target-size', '30x30'];
  const wrong = await pupila('evaluate', data, '--model', out, '--gpu', 'none', ...contradicted);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('targetSize=[30,30], model=[24,24]');
  const predict = (model: string) =>
    pupila('predict', '--model', model, 'fixtures/jpeg/0.jpg', '--gpu', 'none');
  const [predicted, byKeras] = await Promise.all([out, `${out}/model.keras`].map(predict));
  expect(predicted?.stdout).toMatch(/0\.jpg: (cats|dogs) \(cats [\d.]+, dogs [\d.]+\)/);
  expect(byKeras?.stdout).toBe(predicted?.stdout);
  const summarized = await pupila('summary', '--model', out);
  expect(summarized.stdout).toContain('dense_1 (Dense)');
  expect(summarized.stdout).toContain(' Classes: cats, dogs\n');
  expect(summarized.stdout).toMatch(/ Optimizer: keras\.optimizers\.Adam\(.*\n Loss: binary_crossentropy\n/);
  expect(summarized.stdout).toContain(
    ' Trains with: Pupila’s fast kernels, which compute the whole network at once (a fused plan)',
  );
});

/** Starts a long training and presses Ctrl-C once `text` is printed. */
async function interrupted(out: string, text: string): Promise<{ code: unknown; output: string }> {
  const args = ['train', '--target-size', '32x32', '--epochs', '500', '--gpu', 'none', '--out', out];
  const child = spawn(process.execPath, ['dist/cli.js', ...args]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => {
    const before = output.includes(text);
    output += String(chunk);
    if (!before && output.includes(text)) child.kill('SIGINT');
  });
  return { code: await new Promise((done) => child.on('close', done)), output };
}

test('Ctrl-C stops a run after the current step and saves it; before the first step it writes nothing', async ({}, info) => {
  const out = info.outputPath('run');
  const late = await interrupted(out, 'epoch 2/500');
  expect(late.output).toMatch(/stopped( after step \d+ of epoch \d+)?: loss \d/);
  expect(late.code).toBe(130);
  expect(readJson<{ stopped: boolean }>(`${out}/run.json`).stopped).toBe(true);
  expect(existsSync(`${out}/model/weights.bin`)).toBe(true);

  const early = await interrupted(info.outputPath('early'), 'data: ');
  expect(early.output).toContain('nothing was written');
  expect(early.code).toBe(130);
  expect(existsSync(info.outputPath('early/run.json'))).toBe(false);
  const none = info.outputPath('none');
  const atOnce = train({ data: 'fixtures/tree.zip', out: none, gpu: 'none', signal: AbortSignal.abort() });
  await expect(atOnce).rejects.toMatchObject({ code: 'aborted' });
  expect(existsSync(none)).toBe(false);
});

test('a folder, a URL and arrays work as data', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const zip = await zipOf(await smallPictures());
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/pets.zip' ? 200 : 404;
    response.end(request.url === '/pets.zip' ? zip : '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const out = info.outputPath('run');
  const fetched = await pupila('train', `${address}/pets.zip`, ...SMALL, '--out', out);
  expect(fetched.stderr).toContain('data: pets.zip');
  expect(fetched.code).toBe(0);
  const missing = await pupila('train', `${address}/other.zip`, ...SMALL, '--out', out, '--overwrite');
  expect(missing.stderr).toContain('The server answered 404');
  expect(missing.code).toBe(1);
  server.close();
  const folder = await pupila('train', 'fixtures/tree', ...SMALL, '--out', out, '--overwrite');
  expect(folder.stderr).toContain('45 training');
  expect(folder.code).toBe(0);

  const [x, y] = [new Uint8Array(8 * 24 * 24), Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1)];
  const arrays = { 'x.npy': writeNpy([8, 24, 24, 1], x), 'y.npy': writeNpy([8], y) };
  writeFileSync(info.outputPath('gray.npz'), await zipOf(arrays));
  const few = ['--epochs', '1', '--gpu', 'none', '--out', out, '--overwrite'];
  const gray = await pupila('train', info.outputPath('gray.npz'), ...few);
  expect(gray).toMatchObject({ code: 0 });
  expect(readJson(`${out}/run.json`)).toMatchObject({
    options: { targetSize: [24, 24], colorMode: 'grayscale' },
  });
  const predicted = await pupila('predict', '--model', out, '--gpu', 'none', 'fixtures/jpeg/0.jpg');
  expect(predicted).toMatchObject({ code: 0 });
});

test('invalid input always leads to an error message', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const pictures = await smallPictures();
  const [first] = Object.values(pictures) as [Uint8Array];
  const files: Record<string, Uint8Array | string> = {
    'text.zip': 'this is no zip',
    'empty.zip': await zipOf({}),
    'pictureless.zip': await zipOf({ 'cats/a.txt': 'a', 'dogs/b.txt': 'b' }),
    'one-class.zip': await zipOf({ 'cats/a.png': first, 'cats/b.png': first }),
    'truncated.zip': await zipOf({ 'cats/a.png': first, 'dogs/b.png': first.slice(0, first.length / 2) }),
    'broken.keras': 'no model',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(info.outputPath(name), content);
  const fails = async (expected: string, code: number, ...args: string[]): Promise<void> => {
    const result = await pupila('train', ...SMALL, '--out', info.outputPath('out'), ...args);
    expect(result.stderr).toContain(expected);
    expect(result.code).toBe(code);
  };
  await fails('not a zip', 1, info.outputPath('text.zip'));
  await fails('no files', 1, info.outputPath('empty.zip'));
  await fails('class folders with pictures', 1, info.outputPath('pictureless.zip'));
  await fails('two classes', 1, info.outputPath('one-class.zip'));
  await fails('dogs/b.png', 1, info.outputPath('truncated.zip'));
  await fails('does not exist', 2, 'fixtures/tree.zip', '--model', 'nothing.keras');
  await fails('none of them', 1, 'fixtures/tree.zip', '--model', info.outputPath('broken.keras'));
  await fails('Received: 0', 2, 'fixtures/tree.zip', '--epochs', '0');
  await fails('unknown option', 2, 'fixtures/tree.zip', '--epoch', '3');
  await fails('at least 22x22 pixels', 2, 'fixtures/tree.zip', '--target-size', '10x10');
  await fails('must name at least two folders', 2, 'fixtures/tree.zip', '--classes', 'cats');
  await fails(
    'does not answer (bad port). Received: url=http://localhost:1/x.zip',
    1,
    'http://localhost:1/x.zip',
  );
});

test('--on-error skip skips unreadable pictures, with their count and names', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const good = await smallPictures();
  const [first] = Object.values(good) as [Uint8Array];
  const broken = { 'cats/0000.png': first.slice(0, first.length / 2), 'dogs/zzz.png': new Uint8Array(9) };
  const [clean, dirty] = [info.outputPath('clean.zip'), info.outputPath('dirty.zip')];
  writeFileSync(clean, await zipOf(good));
  writeFileSync(dirty, await zipOf({ ...good, ...broken }));
  const written = async (data: string, ...more: string[]) => {
    const out = `${data}.out`;
    const batches = ['--count', '4', '--batch-size', '5', '--target-size', '20x20', '--seed', '3'];
    const { code, stderr } = await pupila('batches', data, ...batches, '--out', out, ...more);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return out;
  };
  const [left, right] = [await written(clean), await written(dirty, '--on-error', 'skip', '--workers', '2')];
  for (const name of ['batch_0_x.npy', 'batch_3_x.npy', 'batch_3_y.npy']) {
    expect(readFileSync(`${right}/${name}`).equals(readFileSync(`${left}/${name}`))).toBe(true);
  }
  const { skipped } = readJson<{ skipped: { filename: string; message: string }[] }>(`${right}/index.json`);
  expect(skipped.map(({ filename }) => filename).sort()).toEqual(Object.keys(broken).sort());
  expect(skipped[0]?.message).toContain('cannot be read');

  const out = info.outputPath('run');
  const run = await pupila('train', dirty, ...SMALL, '--on-error', 'skip', '--out', out);
  expect(run.code).toBe(0);
  expect(run.stderr).toContain('Pictures that cannot be read were skipped (2)');
  expect(readJson<{ skipped: unknown[] }>(`${out}/run.json`).skipped).toHaveLength(2);
});
