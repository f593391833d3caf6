/**
 * `npm run bench -- step --backend webgpu`: the step in a browser on its GPU, compared with unmodified
 * tfjs-backend-webgpu.
 */
import { bundlePages, machine, openPage, printTable, saveResult } from '../support.mjs';
import { openFirefoxPage } from '../support/firefox.mjs';

export async function stepOnWebGpu({ images, side, rounds, firefox, ...asked }) {
  const software = asked.software || firefox;
  const folder = await bundlePages('step', ['webgpu']);
  const page = firefox
    ? await openFirefoxPage(folder, 'webgpu')
    : await openPage(folder, 'webgpu', { gpu: software ? 'software' : 'hardware' });
  try {
    const config = { images: Number(images), side: Number(side), rounds: Number(rounds), software };
    const adapter = await page.call('adapter');
    if (!adapter)
      throw new Error('There is no WebGPU here: --software takes a driver that computes on the CPU.');
    if (adapter.software && !software)
      throw new Error(`There is no GPU here, only ${adapter.name}: --software takes that.`);
    console.log(adapter.name);
    const measured = await page.call('measure', config);
    for (const { from, loss, gradient } of measured.proofs) {
      const far = `loss by ${loss.toExponential(1)}, worst gradient by ${gradient.toExponential(1)} of its length`;
      console.log(`${from} differs from float64 loops in the ${far}`);
    }
    printTable(measured.steps);
    if (measured.kernels.length > 0) printTable(measured.kernels);
    // Times of a software driver are not representative.
    if (!software) saveResult('step-webgpu', { machine: machine(page.version), adapter, ...measured });
  } finally {
    await page.close();
  }
}
