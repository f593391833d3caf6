/** Small networks with branches, normalizations and depthwise convolutions, from Keras's files to Keras's losses. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import JSZip from 'jszip';
import { expect } from 'playwright/test';
import { pupila, readJson, test, zipOf } from './support';

interface GraphCase {
  name: string;
  model: string;
  x: string;
  labels: number[];
  losses: number[];
}

/** Of each kind of operation one. Each case has one batch, which an epoch trains on. */
const NAMES = ['inverted_residual', 'dense_block', 'conv_relu_bn_pool'];

const cases = JSZip.loadAsync(readFileSync('fixtures/graph.zip'));

/** An .npy file of integers. */
function npyOf(values: readonly number[]): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${values.length},), }`;
  const start = Buffer.from('\x93NUMPY\x01\x00\x75\x00', 'latin1');
  return Buffer.concat([start, Buffer.from(header.padEnd(116) + '\n', 'latin1'), Buffer.from(values)]);
}

test('losses of graphs match Keras on WebGPU', async ({}, info) => {
  mkdirSync(info.outputDir, { recursive: true });
  const zip = await cases;
  const read = (path: string): Promise<Buffer> => zip.file(path)?.async('nodebuffer') as Promise<Buffer>;
  const all = JSON.parse((await read('graph.json')).toString()) as GraphCase[];
  for (const name of NAMES) {
    const golden = all.find((each) => each.name === name) as GraphCase;
    const [data, model, out] = ['data.npz', 'model.keras', 'run'].map((end) =>
      info.outputPath(`${name}-${end}`),
    ) as [string, string, string];
    writeFileSync(data, await zipOf({ 'x.npy': await read(golden.x), 'y.npy': npyOf(golden.labels) }));
    writeFileSync(model, await read(golden.model));
    const { code, stderr } = await pupila(
      'train',
      data,
      ...['--model', model, '--no-shuffle', '--augment', 'none'],
      ...['--epochs', String(golden.losses.length), '--batch-size', String(golden.labels.length)],
      ...['--backend', 'webgpu', '--gpu', 'software', '--out', out],
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('fused plan on WebGPU');
    const { loss } = readJson<{ loss: number[] }>(`${out}/steps.json`);
    expect(loss).toHaveLength(golden.losses.length);
    const worst = Math.max(...loss.map((value, i) => Math.abs(value - (golden.losses[i] as number))));
    expect(worst, name).toBeLessThan(1e-4);
  }
});
