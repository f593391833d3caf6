/** Times each kernel of a program with GPU timestamps, relative to the card's peak. */
import { bind, compile } from '../../src/engines/webgpu/compile';
import { FLOAT } from '../../src/engines/webgpu/kernel';
import { type Program, RESULT_SLOTS } from '../../src/engines/webgpu/engine/program';
import { kernelsOf, makeBuffers, makeParams } from '../../src/engines/webgpu/engine/recording';
import type { Peak } from './peak';

const RUNS = 3;

/**
 * Returns an empty list without timestamp queries. Inputs are zeros, because the kernels' time does not depend on them.
 */
export async function timeKernels(device: GPUDevice, program: Program, images: number, peak: Peak) {
  if (!device.features.has('timestamp-query')) return [];
  const kernels = Object.values(kernelsOf(program)).flat();
  const arena = program.buffers.get('gradients') as number;
  const states = ['weights', 'slot0', 'slot1'].map((name) => [name, arena] as const);
  const results = ['results', 2 * FLOAT * RESULT_SLOTS] as const;
  const buffers = await makeBuffers(device, new Map([...program.buffers, ...states, results]));
  const params = makeParams(device);
  device.queue.writeBuffer(params, 0, Uint32Array.of(images));
  const compiled = await Promise.all(kernels.map((kernel) => compile(device, kernel)));
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 * kernels.length });
  const size = 16 * kernels.length;
  const resolved = device.createBuffer({
    size,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const best = kernels.map(() => Infinity);
  for (let run = 0; run < RUNS; run++) {
    const encoder = device.createCommandEncoder();
    kernels.forEach((kernel, i) => {
      const [begin, end] = [2 * i, 2 * i + 1];
      const pass = encoder.beginComputePass({
        timestampWrites: { querySet, beginningOfPassWriteIndex: begin, endOfPassWriteIndex: end },
      });
      const pipeline = compiled[i] as NonNullable<(typeof compiled)[number]>;
      pass.setPipeline(pipeline.pipeline);
      pass.setBindGroup(
        0,
        bind(device, kernel, pipeline, params, (name) => buffers.get(name) as GPUBuffer),
      );
      pass.dispatchWorkgroups(...kernel.workgroups(images));
      pass.end();
    });
    encoder.resolveQuerySet(querySet, 0, 2 * kernels.length, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const times = new BigUint64Array(staging.getMappedRange().slice(0));
    staging.unmap();
    best.forEach((ns, i) => (best[i] = Math.min(ns, Number(times[2 * i + 1]! - times[2 * i]!))));
  }
  return kernels.map((kernel, i) => {
    const { flop, bytes } = kernel.work(images);
    const ns = best[i] as number;
    return {
      kernel: kernel.label,
      us: ns / 1e3,
      'share of peak': flop / ns / 1e3 / peak.teraflops,
      'share of bandwidth': bytes / ns / peak.gigabytesPerSecond,
    };
  });
}
