/** The whole path from an .npz and a .keras file to losses, compared with Keras's, on both backends. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { GOLDEN_ROOTS, pupila, readJson, test, zipOf } from './support';

interface TrainCase {
  name: string;
  losses: number[];
  accuracies: number[];
  optimizer: { learning_rate: number };
}

/** Changes the shape (steps, batch, …) of an .npy file to (steps · batch, …). The header keeps its length. */
function flattened(path: string): Buffer {
  const file = readFileSync(path);
  const start = 10 + file.readUInt16LE(8);
  const header = file.toString('latin1', 10, start);
  const merged = header.replace(
    /\((\d+), (\d+)(, )?/,
    (_, a: string, b: string, more?: string) => `(${Number(a) * Number(b)},${more ? ' ' : ''}`,
  );
  file.write(merged.trimEnd().padEnd(header.length - 1) + '\n', 10, 'latin1');
  return file;
}

/** The bigger set if present. The trainer's own tests compare both sets step by step. */
const root = GOLDEN_ROOTS.at(-1) as string;

for (const [backend, gpu] of [
  ['wasm', 'none'],
  ['webgpu', 'software'],
] as const) {
  test(`losses of small_binary_adam in ${root} match Keras on ${backend}`, async ({}, info) => {
    const golden = readJson<TrainCase[]>(`${root}/train.json`).find(
      ({ name }) => name === 'small_binary_adam',
    ) as TrainCase;
    const part = (name: string): Buffer => flattened(`${root}/train/small_binary_adam_${name}.npy`);
    const data = info.outputPath('data.npz');
    mkdirSync(info.outputDir, { recursive: true });
    writeFileSync(data, await zipOf({ 'x.npy': part('x'), 'y.npy': part('y') }));
    writeFileSync(info.outputPath('rescale.json'), JSON.stringify({ rescale: 1 / 255 }));
    const out = info.outputPath('run');
    const { code, stderr } = await pupila(
      'train',
      data,
      '--model',
      `${root}/train/small_binary_adam.initial.keras`,
      '--no-shuffle',
      '--augment',
      info.outputPath('rescale.json'),
      '--epochs',
      '1',
      '--batch-size',
      '16',
      '--backend',
      backend,
      '--gpu',
      gpu,
      '--out',
      out,
    );
    expect(stderr).toContain(`backend: ${backend}`);
    expect(stderr).toContain(`fused plan on ${backend === 'wasm' ? 'WebAssembly' : 'WebGPU'}`);
    expect(code).toBe(0);
    const { loss, accuracy } = readJson<{ loss: number[]; accuracy: number[] }>(`${out}/steps.json`);
    const worst = Math.max(...loss.map((value, i) => Math.abs(value - (golden.losses[i] as number))));
    info.annotations.push({ type: 'largest difference of a loss', description: String(worst) });
    expect(loss).toHaveLength(golden.losses.length);
    expect(worst).toBeLessThan(1e-4);
    accuracy.forEach((value, i) => expect(value).toBeCloseTo(golden.accuracies[i] as number, 5));
  });
}
