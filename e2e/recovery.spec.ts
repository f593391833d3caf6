/** A GPU that fails in the middle of a training session, in a real browser: the run continues elsewhere and says so. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { runScript } from './page-script';
import type { Failure, RecoveryPage } from './pages/recovery';
import { smallPictures, test, zipOf } from './support';

declare global {
  var recovery: RecoveryPage;
}

/** Keeps the page's devices, and makes its adapters appear as the test wants. Runs in the page. */
function recordDevices(): void {
  globalThis.devices = [];
  globalThis.adapters = 'as they are';
  const { requestAdapter } = GPU.prototype;
  GPU.prototype.requestAdapter = function (...args) {
    return globalThis.adapters === 'none' ? Promise.resolve(null) : requestAdapter.apply(this, args);
  };
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args);
    globalThis.devices.push(device);
    return device;
  };
  const info = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'info') as PropertyDescriptor;
  Object.defineProperty(GPUAdapter.prototype, 'info', {
    get(this: GPUAdapter): unknown {
      return globalThis.adapters === 'called hardware' ? { vendor: 'a card' } : info.get?.call(this);
    },
  });
}

// Four epochs of three steps.
const STEPS = 12;
const NEW_DEVICE = 'fused plan on WebGPU, on a new device';
const WASM = 'fused plan on WebAssembly, one thread';

let page: Page;
test.beforeEach(async ({ open }, info) => {
  const folder = info.outputPath('data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/pets.zip`, await zipOf(await smallPictures()));
  const mounts = { data: folder };
  page = await open({ gpu: 'software', mounts, before: recordDevices, path: 'headless.html' });
  await runScript(page, 'recovery');
});

const train = (backend: 'webgpu' | 'wasm', failures: Failure[]) =>
  page.evaluate((args) => globalThis.recovery.train(...args), [backend, failures] as const);

test('a lost device is replaced by a new one, and that one by WebAssembly, with equal losses', async () => {
  // Each failure is at the end of an epoch, where the state is saved, so no step is lost.
  const run = await train('webgpu', [
    { how: 'lost', after: 3 },
    { how: 'lost', after: 9 },
  ]);
  expect(run.recoveries).toMatchObject([
    { backend: 'webgpu', fallback: null, path: NEW_DEVICE, iterations: 3, lostSteps: 0 },
    { backend: 'wasm', fallback: null, path: WASM, iterations: 9, lostSteps: 0 },
  ]);
  for (const { reason } of run.recoveries) expect(reason).toContain('the device was lost (destroyed)');
  expect(run).toMatchObject({ path: WASM, devices: 2 });
  expect(run.history['loss']).toHaveLength(4);
  const undisturbed = await train('wasm', []);
  expect(run.losses).toHaveLength(STEPS);
  run.losses.forEach((loss, i) => expect(loss).toBeCloseTo(undisturbed.losses[i] as number, 4));
});

test('device errors in the middle of an epoch are handled the same way: an invalid command, then out of memory', async () => {
  const run = await train('webgpu', [
    { how: 'not valid', after: 5 },
    { how: 'no memory', after: 8 },
  ]);
  expect(run.recoveries).toMatchObject([{ path: NEW_DEVICE, iterations: 3 }, { path: WASM }]);
  const [first, second] = run.recoveries;
  expect(first?.reason).toMatch(/reported an error: .*[Uu]sage/s);
  expect(second?.reason).toMatch(/reported an error: .*OUT_OF_DEVICE_MEMORY/s);
  // At least the steps that were finished and not yet read back.
  expect(first?.lostSteps).toBeGreaterThanOrEqual(2);
  expect(second?.lostSteps).toBeGreaterThanOrEqual(1);
  expect(run).toMatchObject({ path: WASM, devices: 2 });
  expect(run.history['loss']).toHaveLength(4);
  expect(run.losses).toHaveLength(STEPS);
  expect(Math.max(...run.losses)).toBeLessThan(2);
});

test('without an adapter, or with a software adapter after hardware, training continues on WebAssembly', async () => {
  const cases = [
    ['as they are', 'none', 'no longer has an adapter', 'adapter-gone'],
    ['called hardware', 'as they are', 'computes in software', 'software-adapter'],
  ] as const;
  for (const [before, adapters, why, kind] of cases) {
    await page.evaluate((each) => (globalThis.adapters = each), before);
    const run = await train('webgpu', [{ how: 'lost', after: 3, adapters }]);
    expect(run.recoveries).toMatchObject([
      { backend: 'wasm', fallback: { kind }, path: WASM, iterations: 3, lostSteps: 0 },
    ]);
    expect(run.recoveries[0]?.reason).toContain('the device was lost');
    expect(run.recoveries[0]?.reason).toContain(why);
    expect(run).toMatchObject({ path: WASM });
    expect(run.history['loss']).toHaveLength(4);
  }
});

test('the trainer reports that the GPU failed, and where training continues', async () => {
  await page.goto(new URL('embed.html', page.url()).href);
  await runScript(page, 'recovery');
  await page.evaluate(async () => {
    await customElements.whenDefined('pupila-trainer');
    const trainer = document.querySelector('pupila-trainer') as HTMLElementTagNameMap['pupila-trainer'];
    const small = { epochs: 2, batchSize: 4, stepsPerEpoch: 2, validationSteps: 1, targetSize: 12 };
    const model = await globalThis.recovery.network('webgpu');
    Object.assign(trainer, { ...small, backend: 'webgpu', model });
    trainer.addEventListener('pupila-epoch', () => globalThis.devices.forEach((device) => device.destroy()), {
      once: true,
    });
    await trainer.start();
  });
  const trainer = page.locator('pupila-trainer');
  await expect(trainer.locator('[part=facts]')).toContainText('La GPU falló');
  await expect(trainer.locator('[part=facts]')).toContainText('dispositivo nuevo');
  expect(
    await trainer.evaluate((each) => (each as HTMLElementTagNameMap['pupila-trainer']).history),
  ).toMatchObject({
    val_loss: [expect.any(Number), expect.any(Number)],
  });
});
