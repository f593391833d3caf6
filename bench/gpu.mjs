/**
 * The training step on WebGPU without a browser: Dawn in Node, on the machine's Vulkan driver or, with `--software`, on
 * Chromium's. First counts arithmetic, memory traffic and dispatches of every kernel, which needs no GPU. Then compares
 * losses, and times our step, tfjs-backend-webgpu's step, and each kernel relative to the card's peak, which is
 * measured in the same run. On a software driver only the counts are meaningful.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { softwareVulkan } from '../scripts/software-vulkan.mjs';
import { bundleGpu } from './gpu/bundle.mjs';
import { printTable, saveResult } from './support.mjs';

export const options = {
  /** Images in a batch, and side of an image in pixels. */
  images: { type: 'string', default: '128' },
  side: { type: 'string', default: '150' },
  rounds: { type: 'string', default: '5' },
  /** Uses Chromium's software driver instead of the machine's. */
  software: { type: 'boolean', default: false },
  /** Only counts, and runs nothing. */
  counts: { type: 'boolean', default: false },
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export default async function gpu(config) {
  const { software } = config;
  const outfile = await bundleGpu(join(ROOT, 'build/bench/gpu/node.mjs'));
  const env = { ...process.env, ...(software && softwareVulkan()) };
  const { stdout, status } = spawnSync(process.execPath, [outfile, JSON.stringify(config)], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`The benchmark ended with status ${status}.`);
  const { counts, floor, measured } = JSON.parse(stdout);
  printTable(counts);
  if (!software) {
    saveResult('gpu-counts', { ...floor, kernels: counts });
    writeFileSync(resolve(ROOT, 'bench/results/gpu-counts.md'), markdown(counts, floor));
  }
  if (!measured) return;
  console.log(`\n${measured.adapter}`);
  printTable(measured.steps);
  if (measured.kernels.length > 0) printTable(measured.kernels);
  if (!software) saveResult('gpu', measured);
}

function markdown(counts, { images, side, dispatches, gflop, gigabytes, floorMs }) {
  const columns = Object.keys(counts[0]);
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const text = (value) => (typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : value);
  return `# The course's network on WebGPU: what a step costs

Counted from the recorded program, batch of ${images} images of ${side} × ${side}; **no time here was measured on a GPU**.
${dispatches} dispatches, ${gflop.toFixed(1)} GFLOP, ${gigabytes.toFixed(2)} GB of minimum memory traffic. The floor of a kernel is the longer of its
arithmetic at 67 TFLOP/s and its traffic at 4.3 TB/s (an NVIDIA H200: datasheet, and measured with a copy); in total ${floorMs.toFixed(2)} ms.

${row(columns)}
${row(columns.map(() => '---'))}
${counts.map((each) => row(columns.map((column) => text(each[column])))).join('\n')}
`;
}
