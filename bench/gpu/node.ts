/** The process of `npm run bench:gpu`. Takes its options as JSON, and prints its results as JSON on stdout. */
import '@tensorflow/tfjs-backend-cpu';
import { create, globals } from 'webgpu';
import { newDevice, startTfjsOn } from '../../src/engines/webgpu/device';
import { MINIMUM_LIMITS, countKernels, programOf } from './counts';
import { readOptions } from './options';
import { measureGpu, stepTime } from './measure';
import { network } from './network';
import { timeTorch } from './torch';

const { config, onlyCounts } = optionsOrEnd(process.argv[2] ?? '{}');
const { images, side, rounds } = config;
const { model, plan } = network(side);
const program = programOf(model, plan, images, MINIMUM_LIMITS);
const { counts, floor } = countKernels(program, images);
const measured = onlyCounts ? null : await measure();
process.stdout.write(JSON.stringify({ counts, floor: { images, side, ...floor }, measured }));
process.exit(0);

function optionsOrEnd(text: string): ReturnType<typeof readOptions> {
  try {
    return readOptions(text);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

async function measure() {
  Object.assign(globalThis, globals);
  if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {} });
  Object.defineProperty(navigator, 'gpu', { value: create([]) });
  const device = await newDevice();
  if (!device) throw new Error('There is no Vulkan driver here: --software takes the one of Chromium.');
  await startTfjsOn(device);
  const result = await measureGpu(device, config);
  const torch = timeTorch(images, side, rounds);
  if (!torch) console.error('No Python with PyTorch and CUDA here: left out.');
  const steps = [
    ...result.steps,
    ...(torch ?? []).map(({ system, ms }) => stepTime(system, { ms }, config, result)),
  ];
  return { adapter: [device.adapterInfo.vendor, device.adapterInfo.description].join(' '), ...result, steps };
}
