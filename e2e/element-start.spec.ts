/** Starts and loads of an element that are replaced, cancelled or rejected, most of them while the library loads. */
import { type Page, expect } from 'playwright/test';
import { recordWorkers } from './record-workers';
import { openTab, test, zipOf } from './support';
import { TEXTS } from './texts';
import type { PupilaTrainer } from '../src/element/index';
import type * as Pupila from '../src/index';

const { trainer: words } = TEXTS.es;
const SHORT = { epochs: 1, batchSize: 8, stepsPerEpoch: 1, validationSteps: 1 };
const MODELS = ['small_binary_adam', 'small_categorical_adam'].map((name) => `${name}.final.keras`);

/** tfjs's global engine. */
declare const _tfengine: { memory(): { numTensors: number } };

declare global {
  /** Details of the states and errors that the element announced. */
  var announced: { states: string[]; errors: string[] };
}

const trainerOf = (page: Page) => page.locator('pupila-trainer');

/** Sets a short run, and collects the element's states and errors. */
const prepare = (page: Page): Promise<void> =>
  trainerOf(page).evaluate((element, short) => {
    const trainer = Object.assign(element as PupilaTrainer, short);
    globalThis.announced = { states: [], errors: [] };
    const { states, errors } = globalThis.announced;
    trainer.addEventListener('pupila-state', ({ detail }) => states.push(detail));
    trainer.addEventListener('pupila-error', ({ detail }) => errors.push(detail.code));
  }, SHORT);

const announced = (page: Page) => page.evaluate(() => globalThis.announced);

test('a start is preparing at once and shows the curves; a later start replaces it, and only one trains', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  await prepare(page);
  const outcome = await trainerOf(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    const starts = [trainer.start(), trainer.start()] as const;
    const { state } = trainer;
    const replaced = await starts[0].catch(({ code }: Pupila.PupilaError) => code);
    const selected = trainer.shadowRoot?.querySelector('[role=tab][aria-selected=true]');
    const tab = selected?.textContent?.trim();
    return { state, replaced, tab, steps: (await starts[1]).steps.loss.length };
  });
  expect(outcome).toEqual({ state: 'preparing', replaced: 'aborted', tab: words.tabs.curves, steps: 1 });
  expect(await announced(page)).toEqual({ states: ['preparing', 'ready', 'running', 'done'], errors: [] });
});

for (const end of ['stop', 'remove'] as const) {
  test(`a start while the library loads is cancelled by ${end}()`, async ({ open }) => {
    const page = await open({ path: 'embed.html', before: recordWorkers });
    await prepare(page);
    const outcome = await trainerOf(page).evaluate(async (element, end) => {
      const trainer = element as PupilaTrainer;
      const start = trainer.start();
      trainer[end]();
      // An element that is removed is disposed of in a microtask.
      await Promise.resolve();
      const { state } = trainer;
      const code = await start.catch(({ code }: Pupila.PupilaError) => code);
      return { state, code, session: trainer.session, workers: startedWorkers.length };
    }, end);
    expect(outcome).toEqual({ state: 'idle', code: 'aborted', session: null, workers: 0 });
    expect(await announced(page)).toEqual({ states: [], errors: [] });
    await expect(trainerOf(page).getByRole('alert')).toHaveCount(0);
  });
}

test('a start without data, or with nothing to continue, fails and does not affect the current run', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  await prepare(page);
  const outcome = await trainerOf(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    const codeOf = (start: Promise<unknown>) => start.catch(({ code }: Pupila.PupilaError) => code);
    const when = (type: 'pupila-dataset' | 'pupila-step') =>
      new Promise((resolve) => trainer.addEventListener(type, resolve, { once: true }));
    trainer.epochs = 500;
    const run = trainer.start();
    await when('pupila-dataset');
    const { session } = trainer;
    const codes = [await codeOf(trainer.start({ further: true }))];
    await when('pupila-step');
    trainer.src = null;
    codes.push(await codeOf(trainer.start()));
    await when('pupila-step');
    const isSame = trainer.session === session;
    const { state } = trainer;
    const status = trainer.shadowRoot?.querySelector('[part=status]')?.textContent?.trim();
    trainer.stop();
    return { codes, isSame, state, status, stopped: (await run).stopped };
  });
  expect(outcome).toEqual({
    codes: ['invalid-argument', 'invalid-argument'],
    isSame: true,
    state: 'running',
    status: words.state.running,
    stopped: true,
  });
  expect((await announced(page)).errors).toEqual(outcome.codes);
});

test('an element with an invalid setting still renders, and has the default of a removed attribute', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  await prepare(page);
  const outcome = await trainerOf(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    trainer.setAttribute('augment', 'all');
    await trainer.updateComplete;
    const code = await trainer.start().catch((error: unknown) => (error as Pupila.PupilaError).code);
    for (const name of ['augment', 'target-size', 'backend']) trainer.setAttribute(name, '');
    for (const name of ['augment', 'target-size', 'backend']) trainer.removeAttribute(name);
    await trainer.start();
    const { augmentation, targetSize, backend } = trainer.session?.options ?? {};
    return { code, augmentation, targetSize, backend };
  });
  expect(outcome).toEqual({
    code: 'invalid-argument',
    augmentation: 'course',
    targetSize: [150, 150],
    backend: 'auto',
  });
});

test('a model that is loading is disposed of when the element is removed, or another is loaded', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html', mounts: { models: 'fixtures/train' } });
  await prepare(page);
  const outcome = await trainerOf(page).evaluate(async (element, names) => {
    const trainer = element as PupilaTrainer;
    const codeOf = (load: Promise<unknown>) => load.catch(({ code }: Pupila.PupilaError) => code);
    const load = (name: string) => codeOf(trainer.load(`models/${name}`));
    const [first, second] = names as [string, string];
    const { parentElement } = trainer;

    const removed = load(first);
    trainer.remove();
    const codes = [await removed];
    const afterRemoval = { loaded: trainer.loaded, tensors: _tfengine.memory().numTensors };

    parentElement?.append(trainer);
    codes.push(...(await Promise.all([load(first), load(second)])));
    const tensors = _tfengine.memory().numTensors;
    const outputs = trainer.loaded?.model.outputs[0]?.shape;
    // Loaded alone, the same model holds as many tensors.
    await load(second);
    return { codes, afterRemoval, outputs, extra: tensors - _tfengine.memory().numTensors };
  }, MODELS);
  expect(outcome).toEqual({
    codes: ['aborted', 'aborted', undefined],
    afterRemoval: { loaded: null, tensors: 0 },
    outputs: [null, 4],
    extra: 0,
  });
  expect((await announced(page)).errors).toEqual([]);
});

test('a model that takes no pictures is refused and leaves no tensors', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const trainer = trainerOf(page);
  const dense = { name: 'dense', units: 1, batch_input_shape: [null, 4] };
  const modelTopology = {
    class_name: 'Sequential',
    config: { name: 'vector', layers: [{ class_name: 'Dense', config: dense }] },
  };
  const weights = [
    { name: 'dense/kernel', shape: [4, 1], dtype: 'float32' },
    { name: 'dense/bias', shape: [1], dtype: 'float32' },
  ];
  const weightsManifest = [{ paths: ['weights.bin'], weights }];
  const buffer = await zipOf({
    'model.json': JSON.stringify({ modelTopology, weightsManifest }),
    'weights.bin': new Uint8Array(20),
  });
  await openTab(trainer, words.tabs.model);
  await trainer.getByLabel(words.model.load).setInputFiles({ name: 'vector.zip', mimeType: '', buffer });
  await expect(trainer.getByRole('alert')).toContainText('Recibido: inputs=(4,)', { timeout: 30_000 });
  expect(await trainer.evaluate((element) => (element as PupilaTrainer).loaded)).toBeNull();
  expect(await page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
});
