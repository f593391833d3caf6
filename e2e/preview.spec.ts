/** The contact sheet: a PNG with the pixels of the batches, and text above each picture. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { expect } from 'playwright/test';
import { LEFT_OUT, floats, pupila, test } from './support';

const SIDE = 100;
const [GAP, LINE] = [8, 20];

/** Returns the label and the picture of one cell, for a sheet with `columns` pictures per row, as RGBA. */
function cell(path: string, index: number, columns: number) {
  const { width, data } = decode(readFileSync(path));
  const left = GAP + (index % columns) * (SIDE + GAP);
  const top = GAP + Math.floor(index / columns) * (SIDE + LINE + GAP);
  const cut = (from: number, rows: number): number[] =>
    Array.from({ length: rows }, (_, row) => {
      const start = ((from + row) * width + left) * 4;
      return [...data.subarray(start, start + SIDE * 4)];
    }).flat();
  return { label: cut(top, LINE), picture: cut(top + LINE, SIDE) };
}

test('a contact sheet shows the pixels of the batches and names their classes', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const augment = info.outputPath('augment.json');
  writeFileSync(augment, JSON.stringify({ rotation_range: 40, horizontal_flip: true }));
  const sheet = info.outputPath('sheet.png');
  const same = ['--augment', augment, '--target-size', `${SIDE}x${SIDE}`, '--seed', '5'];
  const made = await pupila('preview', 'fixtures/tree.zip', ...same, '--count', '4', '--out', sheet);
  expect(made).toMatchObject({ code: 0, stderr: LEFT_OUT });
  expect(made.stdout).toContain(`4 images · ${GAP + 2 * (SIDE + GAP)}×${GAP + 2 * (SIDE + LINE + GAP)}`);

  const out = info.outputPath('batches');
  await pupila('batches', 'fixtures/tree.zip', ...same, '--batch-size', '4', '--count', '1', '--out', out);
  const { batches } = JSON.parse(readFileSync(`${out}/index.json`, 'utf8')) as { batches: [string[]] };
  batches[0].forEach((file, i) =>
    expect(made.stdout).toContain(`${i + 1}. ${file.split('/')[0] as string} · ${file}\n`),
  );
  const x = floats(`${out}/batch_0_x.npy`);
  for (let i = 0; i < 4; i++) {
    const { label, picture } = cell(sheet, i, 2);
    const pixels = Uint8ClampedArray.from(x.subarray(i * SIDE * SIDE * 3, (i + 1) * SIDE * SIDE * 3));
    expect(picture.filter((_, k) => k % 4 !== 3)).toEqual([...pixels]);
    expect(label.filter((value) => value < 128).length).toBeGreaterThan(30);
  }
});

test('one image is shown repeatedly, each time with a new augmentation', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const sheet = info.outputPath('sheet.png');
  const size = ['--target-size', `${SIDE}x${SIDE}`, '--count', '3', '--out', sheet];
  const made = await pupila('preview', 'fixtures/tree.zip', ...size, '--image', 'c0.png', '--seed', '1');
  expect(made.stdout.match(/cats · cats\/c0\.png/g)).toHaveLength(3);
  const pictures = [0, 1, 2].map((i) => cell(sheet, i, 2).picture.join());
  expect(new Set(pictures).size).toBe(3);

  const still = await pupila('preview', 'fixtures/tree.zip', ...size, '--image', '5', '--augment', 'none');
  expect(still.stdout.match(/cats · cats\/c0\.png/g)).toHaveLength(3);
  expect(cell(sheet, 1, 2).picture).toEqual(cell(sheet, 0, 2).picture);
  expect(cell(sheet, 1, 2).label).toEqual(cell(sheet, 0, 2).label);

  const missing = await pupila('preview', 'fixtures/tree.zip', ...size, '--image', 'd0.jpg');
  expect(missing.stderr).toContain(
    '`--image` must be the index or the file name of a training picture, such as 0 or Zorro/Z0.png. Received: image=d0.jpg',
  );
  expect(missing.code).toBe(2);
  const text = await pupila('preview', 'fixtures/tree.zip', '--out', 'sheet.svg');
  expect(text.code).toBe(2);
  expect(text.stderr).toContain('ends in .png');
});
