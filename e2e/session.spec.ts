/** A training session in a real browser that is stopped, paused or disposed of at the wrong moment. */
import { type Page, expect } from 'playwright/test';
import { runScript } from './page-script';
import type { SessionPage } from './pages/session';
import { openWithPets, test } from './support';

declare global {
  var session: SessionPage;
}

const ALL = { steps: 4, stopped: false };

let page: Page;
test.beforeEach(async ({ open }, info) => {
  page = await openWithPets(open, info.outputPath('data'));
  await runScript(page, 'session');
});

test('a stop during preparation works, a stop while idle has no later effect, a pause ends with the run', async () => {
  expect(await page.evaluate(() => globalThis.session.stopsWhilePreparing())).toEqual([
    { steps: 0, stopped: true },
    'stopped',
    ALL,
    'done',
  ]);
  expect(await page.evaluate(() => globalThis.session.stopsBefore())).toEqual([ALL, ALL]);
  expect(await page.evaluate(() => globalThis.session.pausesInLastStep())).toEqual([ALL, 'done', ALL]);
});

test('a session whose data were missing can train once they exist', async () => {
  let asked = 0;
  await page.route('**/data/later.zip', (route) =>
    asked++ === 0
      ? route.fulfill({ status: 404 })
      : route.fulfill({ path: test.info().outputPath('data/pets.zip') }),
  );
  expect(await page.evaluate(() => globalThis.session.preparesAgain())).toEqual([
    'fetch-failed',
    ALL,
    'done',
  ]);
});

test('stop and pause work immediately after the call of train', async () => {
  expect(await page.evaluate(() => globalThis.session.stopsAndPausesAtOnce())).toEqual([
    { steps: 0, stopped: true },
    'paused',
    ALL,
  ]);
});

test('disposing of a session ends its run, rejects further ones, and leaves no workers', async () => {
  expect(await page.evaluate(() => globalThis.session.disposesWhileTraining())).toEqual([
    true,
    'aborted',
    'aborted',
  ]);
  expect(await page.evaluate(() => globalThis.session.disposesWhilePreparing())).toEqual([
    'aborted',
    'aborted',
  ]);
  expect(await page.evaluate(() => globalThis.session.disposesBeforeTheNetwork())).toEqual({
    training: 'aborted',
    tensors: 0,
  });
  // The remaining workers are tfjs's own threads.
  const ours = () => page.workers().filter((worker) => /data-worker|kernel-thread/.test(worker.url()));
  await expect.poll(() => ours().length, { timeout: 10_000 }).toBe(0);
});

test("a session calls its callbacks in Keras's order, awaits them, and ends when one says so", async () => {
  expect(await page.evaluate(() => globalThis.session.callsBack())).toEqual({
    calls: [
      'begin 2 0.001',
      'batch 0 true',
      'batch 1 true',
      'test',
      'epoch 0 loss,accuracy,val_loss,val_accuracy',
      'enough',
      'end',
    ],
    outcome: [{ steps: 2, stopped: false }, 'done'],
  });
});

test('a session refuses unknown inputs and methods, and a callback that is not in a list', async () => {
  const [method, list, input] = await page.evaluate(() => globalThis.session.refusesInputs());
  expect(method).toContain('Did you mean `onEpochEnd`? Received: method=onEpochEndd');
  expect(list).toContain('`callbacks` must be a list of objects with Keras’s methods. Received: callbacks=');
  expect(input).toMatch(
    /^Unknown input of a `TrainingSession`\. Choose one of data, .*Received: name=epochs$/,
  );
});

test('a learning rate that a callback changed is saved with the model', async () => {
  expect(await page.evaluate(() => globalThis.session.savesLearningRate())).toBe(0.125);
});

test('TerminateOnNaN ends training after the step whose loss is not finite, and keeps weights and history', async () => {
  for (const byName of [false, true]) {
    const result = await page.evaluate((given) => globalThis.session.endsAtNaN(given), byName);
    const last = result.finite.length - 1;
    expect(last).toBeLessThan(7);
    expect(result).toEqual({
      finite: result.finite.map((_, i) => i < last),
      epochs: [false],
      stopped: false,
      reason: `Batch ${last}: Invalid loss, terminating training (Keras counts batches from 0: this is step ${last + 1})`,
      state: 'done',
      changed: true,
    });
  }
});

test('callbacks write the model of each epoch, and the best weights are restored at the end', async () => {
  const result = await page.evaluate(() => globalThis.session.restoresBestWeights());
  const f = Math.fround;
  expect(result).toEqual({
    rates: [f(0.1), f(0.1), f(0.1), f(0.05)],
    reason: 'Epoch 4: early stopping',
    state: 'done',
    files: [
      'log.csv',
      ...['models/01.keras', 'models/02.keras', 'models/03.keras', 'models/04.keras'],
      ...['w-1.weights.h5', 'w-2.weights.h5', 'w-3.weights.h5', 'w-4.weights.h5'],
    ],
    equal: ['models/02.keras', 'w-2.weights.h5'],
    // Header, four epochs, and nothing after the last line.
    lines: [7, 7, 7, 7, 7, 1],
  });
});

test('a network for images of another size is rejected before anything is written', async () => {
  expect(await page.evaluate(() => globalThis.session.takesAnother(24))).toBe('trained');
  const refused = await page.evaluate(() => globalThis.session.takesAnother(12));
  expect(refused).toContain('Received: pictures=(24, 24, 3), input=(12, 12, 3)');
});
