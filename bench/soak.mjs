/**
 * Memory of long training: the course's network on all threads. Tensors and heap after all steps must equal those after
 * the first 10, a batch of 512 must fit, and the heap of a batch of 128 is limited.
 */
import { bundlePages, machine, openPage, printTable, saveResult } from './support.mjs';

export const options = {
  steps: { type: 'string', default: '1000' },
  batch: { type: 'string', default: '128' },
};

const FIRST = 10;
const MB = 1e6;
const LIMIT_MB = 600;

export default async function soak({ steps, batch }) {
  const page = await openPage(await bundlePages('step', ['page']), 'page');
  const images = Number(batch);
  const rows = [];
  try {
    const { threads } = await page.call('start');
    const train = async (count, size = images) => {
      let ms = 0;
      for (let i = 0; i < count; i++) ms += (await page.call('step', size, threads)).ms / count;
      const { heapBytes, tensors } = await page.call('memory');
      rows.push({ batch: size, steps: count, 'ms a step': ms, 'heap MB': heapBytes / MB, tensors });
      console.log(`batch ${size}, ${count} steps: ${JSON.stringify(rows.at(-1))}`);
      return { heapBytes, tensors };
    };
    const first = await train(FIRST);
    const last = await train(Number(steps) - FIRST);
    if (last.heapBytes !== first.heapBytes || last.tensors !== first.tensors)
      throw new Error(`Memory grew from ${JSON.stringify(first)} to ${JSON.stringify(last)}`);
    if (images === 128 && first.heapBytes > LIMIT_MB * MB)
      throw new Error(`The heap has ${first.heapBytes / MB} MB, more than ${LIMIT_MB}`);
    await train(2, 512);
    printTable(rows);
    saveResult('soak', { machine: machine(page.version), threads, rows });
  } finally {
    await page.close();
  }
}
