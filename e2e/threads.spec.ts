/** The fused plan on threads: the result does not depend on their number or on the time budget. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'playwright/test';
import { pupila, readJson, smallPictures, test, zipOf } from './support';

/** Networks: the course's, a chain; and one with branches, normalizations and dropout. */
const NETWORKS = { chain: [], graph: ['--model', 'fixtures/nets/branches.keras'] };

for (const [name, network] of Object.entries(NETWORKS))
  test(`any number of threads and any time budget give the same weights, bit for bit: ${name}`, async ({}, info) => {
    mkdirSync(info.outputDir, { recursive: true });
    const data = info.outputPath('pets.zip');
    writeFileSync(data, await zipOf(await smallPictures()));
    const runs: { weights: Buffer; steps: unknown }[] = [];
    const ways = [
      ['1', '12'],
      ['2', '12'],
      ['4', '0.5'],
    ] as const;
    for (const [threads, budget] of ways) {
      const out = info.outputPath(`threads-${threads}`);
      const { code, stderr, stdout } = await pupila(
        'train',
        data,
        ...network,
        '--target-size',
        '40x36',
        '--batch-size',
        '11',
        '--epochs',
        '3',
        '--gpu',
        'none',
        '--seed',
        '4',
        '--threads',
        threads,
        '--time-budget',
        budget,
        '--out',
        out,
      );
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(readJson(`${out}/run.json`)).toMatchObject({
        path: `fused plan on WebAssembly, ${threads === '1' ? 'one thread' : `${threads} threads`}`,
        threads: Number(threads),
      });
      runs.push({
        weights: readFileSync(`${out}/model/weights.bin`),
        steps: readJson(`${out}/steps.json`),
      });
    }
    for (const run of runs.slice(1)) expect(run).toEqual(runs[0]);
  });
