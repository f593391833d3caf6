/** One pass over folders and zips with `predict`: the command and the API. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { headless, pupila, smallPictures, test, zipOf } from './support';

const { predict, predictEach, predictionText } = headless;

const MODEL = 'fixtures/train/small_binary_adam.final.keras';
const USED = ['--model', MODEL, '--gpu', 'none'];
const CLASSES = ['class 0', 'class 1'];
const DAMAGED = readFileSync('fixtures/jpeg/0.jpg').subarray(0, 300);

/** Writes pictures in folders of folders, a damaged one and a text among them. */
function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync('fixtures/jpeg/0.jpg', `${folder}/0.jpg`);
  cpSync('fixtures/tree/dogs', `${folder}/deep/deeper/dogs, big`, { recursive: true });
  writeFileSync(`${folder}/deep/damaged.jpg`, DAMAGED);
  writeFileSync(`${folder}/deep/notes.txt`, 'no picture');
}

test('a folder, a zip and files lead to a line per picture, with the numbers of single predictions', async ({}, info) => {
  const folder = info.outputPath('pets');
  makeFolder(folder);
  const pictures = await smallPictures();
  const zip = info.outputPath('more.zip');
  writeFileSync(zip, await zipOf({ ...pictures, 'cats/damaged.jpg': DAMAGED }));
  const images = [folder, zip, 'fixtures/jpeg/1.jpg'];
  const { code, stdout, stderr } = await pupila('predict', ...USED, '--format', 'csv', ...images);
  expect(code).toBe(1);
  expect(stderr).toContain('warning: Files that are not pictures were skipped (1): deep/notes.txt\n');
  expect(stderr.match(/^warning: \S*damaged\.jpg cannot be read: it is cut off\.$/gm)).toHaveLength(2);
  const [head, ...rows] = stdout.split('\r\n').slice(0, -1);
  expect(head).toBe('file,class,class 0,class 1');
  const zipped = Object.keys(pictures).length;
  const dogs = readdirSync('fixtures/tree/dogs', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );
  expect(rows).toHaveLength(1 + dogs.length + zipped + 1);
  expect(rows[0]).toMatch(/^\S+pets\/0\.jpg,class [01],/);
  expect(rows[1]).toMatch(/^"\S+pets\/deep\/deeper\/dogs, big\/d0\.png",class [01],/);
  expect(rows.filter((row) => /^\S+more\.zip\/(cats|dogs)\//.test(row))).toHaveLength(zipped);
  for (const [row, image] of [
    [rows[0], 'fixtures/jpeg/0.jpg'],
    [rows[1], 'fixtures/tree/dogs/d0.png'],
    [rows.at(-1), 'fixtures/jpeg/1.jpg'],
  ] as const) {
    const [single] = await predict({ images: [image], model: MODEL, gpu: 'none' });
    const numbers = row?.split(',').slice(-2).map(Number) ?? [];
    CLASSES.forEach((name, i) => expect(numbers[i]).toBeCloseTo(single?.probabilities[name] as number, 6));
  }
});

test('--out writes the whole file or none, and --on-error raise ends at an unreadable picture', async ({}, info) => {
  const folder = info.outputPath('pets');
  makeFolder(folder);
  const out = info.outputPath('results/predictions.json');
  const good = await pupila('predict', ...USED, '--format', 'json', '--out', out, `${folder}/deep/deeper`);
  expect(good).toMatchObject({ code: 0, stdout: `9 predictions in ${out}\n` });
  const lines = JSON.parse(readFileSync(out, 'utf8')) as {
    file: string;
    class: string;
    probabilities: object;
  }[];
  expect(Object.keys(lines[0]?.probabilities ?? {})).toEqual(CLASSES);
  expect(lines.map(({ file }) => file.split('/').at(-1))).toContain('d8.png');
  const before = readFileSync(out, 'utf8');
  const raised = await pupila(
    'predict',
    ...USED,
    '--format',
    'json',
    '--on-error',
    'raise',
    '--out',
    out,
    folder,
  );
  expect(raised.code).toBe(1);
  expect(raised.stderr).toMatch(/^error: \S+damaged\.jpg cannot be read: it is cut off\.$/m);
  expect(readFileSync(out, 'utf8')).toBe(before);
  expect(readdirSync(info.outputPath('results'))).toEqual(['predictions.json']);
  writeFileSync(info.outputPath('no.zip'), 'no zip');
  const zip = await pupila('predict', ...USED, info.outputPath('no.zip'), 'fixtures/jpeg/0.jpg');
  expect(zip.code).toBe(1);
  expect(zip.stderr).toContain('no.zip: The file is not a zip archive');
  expect(zip.stdout).toContain('fixtures/jpeg/0.jpg: class');
});

test('Ctrl-C and an abort keep the predictions so far', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const picture = readFileSync('fixtures/jpeg/0.jpg');
  const zip = info.outputPath('many.zip');
  const names = Array.from({ length: 3000 }, (_, i) => `${i}.jpg`);
  writeFileSync(zip, await zipOf(Object.fromEntries(names.map((name) => [name, picture]))));
  const out = info.outputPath('predictions.csv');
  const child = spawn(process.execPath, [
    'dist/cli.js',
    'predict',
    ...USED,
    '--format',
    'csv',
    '--out',
    out,
    zip,
  ]);
  const hasLines = (): boolean =>
    readdirSync(info.outputDir).some(
      (name) => name.startsWith('.predictions.csv.') && statSync(info.outputPath(name)).size > 0,
    );
  await expect.poll(hasLines, { intervals: [20], timeout: 30_000 }).toBe(true);
  const ended = new Promise((done) => child.on('close', done));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  const rows = readFileSync(out, 'utf8').split('\r\n').slice(1, -1);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(names.length);
  expect(rows.every((row) => row.split(',').length === 4)).toBe(true);

  const stop = new AbortController();
  const predictions = await predict({
    images: [zip],
    model: MODEL,
    gpu: 'none',
    signal: stop.signal,
    onEvent: ({ type }) => type === 'predictions' && stop.abort(),
  });
  expect(predictions.length).toBeGreaterThan(0);
  expect(predictions.length).toBeLessThan(names.length);
  // A consumer that has enough ends the task.
  for await (const line of predictEach({ images: [zip], model: MODEL, gpu: 'none' })) {
    expect(line).toMatchObject({ name: `${zip}/0.jpg` });
    break;
  }
  const pieces: string[] = [];
  for await (const piece of predictionText(
    predictEach({ images: ['fixtures/jpeg/0.jpg'], model: MODEL, gpu: 'none' }),
    'csv',
  ))
    pieces.push(piece);
  expect(pieces).toHaveLength(2);
});
