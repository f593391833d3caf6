/** Training again with an element: from scratch, or continued. */
import { type Locator, type Page, expect } from 'playwright/test';
import { openTab, smallPictures, test, zipOf } from './support';
import { TEXTS } from './texts';
import type { PupilaTrainer } from '../src/element/index';
import type * as Pupila from '../src/index';

const { trainer: words } = TEXTS.es;

/** tfjs's global engine. */
declare const _tfengine: { memory(): { numTensors: number } };

const trainer = (page: Page) => page.locator('pupila-trainer').first();

/** Returns the losses of each step of consecutive runs. `epochs` counts per run. */
async function losses(page: Page, runs: { epochs: number; further?: boolean }[]): Promise<number[][]> {
  return trainer(page).evaluate(async (element, runs) => {
    const trainer = element as PupilaTrainer;
    const all: number[][] = [];
    for (const { epochs, ...options } of runs) {
      Object.assign(trainer, { epochs, batchSize: 16, stepsPerEpoch: 3, validationSteps: 1, seed: 5 });
      const { steps } = await trainer.start(options);
      all.push(steps.loss);
    }
    return all;
  }, runs);
}

const KINDS: Record<string, (page: Page) => Promise<void>> = {
  "the course's network": () => Promise.resolve(),
  "a network of the page's own": (page) =>
    trainer(page).evaluate(async (element) => {
      const library = './browser/pupila.js';
      const { backendReady, buildNetwork } = (await import(library)) as typeof Pupila;
      await backendReady();
      const convolution = { type: 'Conv2D', filters: 4, kernelSize: 3, strides: 1 } as const;
      const network: Pupila.NetworkSpec = {
        inputShape: [32, 32, 3],
        layers: [
          { ...convolution, padding: 'valid', activation: 'relu' },
          { type: 'BatchNormalization' },
          { type: 'Flatten' },
          { type: 'Dropout', rate: 0.3 },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      };
      (element as PupilaTrainer).model = buildNetwork(network, 1);
    }),
  'a loaded model, with its optimizer': async (page) => {
    await openTab(trainer(page), words.tabs.model);
    await page.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
    await expect(trainer(page).locator('[part=model]')).toContainText('.keras está cargado', {
      timeout: 60_000,
    });
  },
};

for (const [kind, prepare] of Object.entries(KINDS)) {
  test(`${kind} repeats training from scratch exactly, and continues as if it had not stopped`, async ({
    open,
  }) => {
    const page = await open({ path: 'embed.html' });
    await prepare(page);
    const [first, again, further, whole] = await losses(page, [
      { epochs: 2 },
      { epochs: 2 },
      { epochs: 2, further: true },
      { epochs: 4 },
    ]);
    expect(first).toHaveLength(6);
    expect(again).toEqual(first);
    expect(whole).toEqual([...(first as number[]), ...(further as number[])]);
    const history = await trainer(page).evaluate((element) => (element as PupilaTrainer).history);
    expect(history['val_loss']).toHaveLength(4);
  });
}

test('the buttons work by keyboard, and the final numbers are those of the last epoch', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const button = (name: string) => trainer(page).getByRole('button', { name, exact: true });
  const figures = trainer(page).locator('[part=figures]');
  const ended = async (): Promise<void> => {
    await expect(trainer(page).locator('[part=status]')).toHaveText(words.state.done, { timeout: 60_000 });
    await expect(trainer(page).locator('[part=matrix]')).toBeVisible({ timeout: 60_000 });
  };
  await expect(button(words.further('2'))).toBeHidden();
  await trainer(page).evaluate((element) => {
    const losses: number[] = [];
    Object.assign(globalThis, { losses });
    (element as PupilaTrainer).addEventListener('pupila-step', ({ detail }) => losses.push(detail.loss));
  });
  await button(words.start).press('Enter');
  await ended();
  const history = await trainer(page).evaluate((element) => (element as PupilaTrainer).history);
  const lastBatch = await page.evaluate(() => (globalThis as unknown as { losses: number[] }).losses.at(-1));
  const text = (value: number | undefined, percent: boolean): string => {
    const style = percent ? 'percent' : 'decimal';
    const digits = percent ? 1 : 4;
    const options = { style, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
    return new Intl.NumberFormat('es-ES', options).format(value as number);
  };
  const last = (key: string): number | undefined => history[key]?.at(-1);
  const shown = async (name: string): Promise<string | null> =>
    figures
      .locator('div', { has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .textContent();
  const { charts, progress } = words;
  const names = [charts.trainingLoss, charts.trainingAccuracy, charts.valLoss, charts.valAccuracy];
  await expect(figures.locator('dt')).toHaveText([progress.lastEpoch, ...names, progress.speed]);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const name of names) await expect(figures.getByText(name, { exact: true })).toBeVisible();
  await page.setViewportSize({ width: 1100, height: 900 });
  expect(await shown(words.charts.trainingAccuracy)).toBe(text(last('accuracy'), true));
  expect(await shown(words.charts.trainingLoss)).toBe(text(last('loss'), false));
  expect(await shown(words.charts.valAccuracy)).toBe(text(last('val_accuracy'), true));
  expect(await shown(words.charts.valLoss)).toBe(text(last('val_loss'), false));
  expect(await shown(words.charts.trainingLoss)).not.toBe(text(lastBatch, false));

  await button(words.further('2')).press('Enter');
  await expect(trainer(page).locator('button.primary')).toBeFocused();
  await expect(button(words.further('2'))).toBeHidden();
  await expect(figures).toContainText(words.progress.of('3', '4'), { timeout: 60_000 });
  await ended();
  await openTab(trainer(page), words.tabs.curves);
  await expect(trainer(page).locator('[part=table]').first().locator('tbody tr')).toHaveCount(4);
  await trainer(page).evaluate((element) => element.setAttribute('epochs', '500'));
  await button(words.further('500')).press('Enter');
  await button(words.stop).press('Enter');
  await expect(trainer(page).locator('button.primary')).toBeFocused();
  await expect(button(words.fromScratch)).toBeFocused({ timeout: 60_000 });
});

for (const further of [false, true]) {
  test(`a rejected start does not affect the current run, further: ${further}`, async ({ open }) => {
    const page = await open({ path: 'embed.html' });
    const outcome = await trainer(page).evaluate(async (element, further) => {
      const trainer = element as PupilaTrainer;
      const nextStep = () =>
        new Promise((resolve) => trainer.addEventListener('pupila-step', resolve, { once: true }));
      trainer.epochs = 500;
      const run = trainer.start();
      await nextStep();
      const { session } = trainer;
      trainer.epochs = -1;
      const { name, code } = (await trainer
        .start({ further })
        .catch((error: unknown) => error)) as Pupila.PupilaError;
      const isSame = session === trainer.session;
      // One of two steps may already have been running.
      for (let i = 0; i < 2; i++) await nextStep();
      const { state } = trainer;
      const status = trainer.shadowRoot?.querySelector('[part=status]')?.textContent?.trim();
      trainer.stop();
      return { name, code, isSame, state, status, stopped: (await run).stopped };
    }, further);
    expect(outcome).toEqual({
      name: 'PupilaError',
      code: 'invalid-argument',
      isSame: true,
      stopped: true,
      state: 'running',
      status: words.state.running,
    });
  });
}

/** The last moment of preparation, and the first moment at which a run is ready. */
for (const [moment, type, state] of [
  ['when the network is about to be made', 'pupila-backend', null],
  ['when the run is ready', 'pupila-state', 'ready'],
] as const) {
  test(`a stop ${moment} works and leaves no tensors`, async ({ open }) => {
    const page = await open({ path: 'embed.html' });
    const steps = await trainer(page).evaluate(
      async (element, [type, state]) => {
        const trainer = element as PupilaTrainer;
        let steps = 0;
        trainer.addEventListener('pupila-step', () => steps++);
        trainer.addEventListener(
          type,
          ({ detail }) => (state === null || detail === state) && trainer.stop(),
        );
        await trainer.start().catch((error: Pupila.PupilaError) => {
          if (error.code !== 'aborted') throw error;
        });
        trainer.remove();
        return steps;
      },
      [type, state] as const,
    );
    expect(steps).toBe(0);
    await expect.poll(() => page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
  });
}

test('a run says that it computes statistics, and stops meanwhile', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const run = trainer(page).evaluate((element) => {
    const trainer = Object.assign(element as PupilaTrainer, {
      targetSize: 64,
      augment: { zca_whitening: true },
    });
    const read: number[][] = [];
    Object.assign(globalThis, { read });
    trainer.addEventListener('pupila-fitting', ({ detail }) => read.push([detail.images, detail.total]));
    return trainer.start().catch(({ code }: Pupila.PupilaError) => code);
  });
  const bar = trainer(page).getByRole('progressbar');
  await expect(trainer(page).getByText(words.progress.whitening)).toBeVisible({ timeout: 30_000 });
  await expect(bar).not.toHaveAttribute('value');
  const read = await page.evaluate(() => (globalThis as unknown as { read: number[][] }).read);
  expect(read.length).toBeLessThanOrEqual(100);
  expect(read.at(-1)).toEqual([512, 512]);
  expect(read.every(([images = 0], i) => images > (read[i - 1]?.[0] ?? 0))).toBe(true);
  await trainer(page).getByRole('button', { name: words.stop }).click();
  await expect(trainer(page).locator('[part=status]')).toHaveText(words.state.stopped, { timeout: 1_000 });
  expect(await run).toBe('aborted');
});

test('the page is notified when a run is stopped during preparation, or replaced by a model', async ({
  open,
}) => {
  const page = await open({ path: 'embed.html' });
  await trainer(page).evaluate((element) => {
    const states: string[] = [];
    Object.assign(globalThis, { states });
    element.addEventListener('pupila-state', (event) => states.push((event as CustomEvent<string>).detail));
  });
  const states = () => page.evaluate(() => (globalThis as unknown as { states: string[] }).states.splice(0));
  await trainer(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    Object.assign(trainer, { batchSize: 8, stepsPerEpoch: 50, validationSteps: 1 });
    trainer.addEventListener('pupila-dataset', () => trainer.stop(), { once: true });
    await trainer.start().catch(() => undefined);
  });
  expect(await states()).toEqual(['preparing', 'stopped']);
  await trainer(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    Object.assign(trainer, { epochs: 1, stepsPerEpoch: 1 });
    await trainer.start();
    const model = await trainer.save();
    Object.assign(trainer, { stepsPerEpoch: 50 });
    const training = trainer.start().catch(() => undefined);
    await new Promise((resolve) => trainer.addEventListener('pupila-step', resolve, { once: true }));
    await trainer.load(model);
    await training;
  });
  expect((await states()).at(-1)).toBe('stopped');
});

test("the code of a loaded model has the generator of its file instead of the course's", async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const code = trainer(page).locator('details.code pre');
  await expect(code).toContainText('rotation_range=40');
  await trainer(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    const small = { epochs: 1, stepsPerEpoch: 1, validationSteps: 1, batchSize: 4, targetSize: 32 };
    const augment = { samplewise_center: true, horizontal_flip: true };
    Object.assign(trainer, { ...small, augment });
    await trainer.start();
    const model = await trainer.save();
    Object.assign(trainer, { augment: 'course', targetSize: 150 });
    await trainer.load(model);
  });
  await expect(code).toContainText('train_datagen = ImageDataGenerator(\n    samplewise_center=True,\n)');
  await expect(code).toContainText('target_size=(32, 32)');
  await expect(code).not.toContainText('rotation_range');
});

test('the code has the runs that were trained, and the next one after a change', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const code = trainer(page).locator('details.code pre');
  await losses(page, [{ epochs: 1 }, { epochs: 2, further: true }]);
  await expect(code).toContainText('x=endless(train_generator)');
  await expect(code).toContainText('    epochs=3,\n');
  await trainer(page).evaluate((element) => Object.assign(element, { learningRate: 0.01 }));
  await losses(page, [{ epochs: 1, further: true }]);
  await expect(code).toContainText('model.optimizer.learning_rate = 0.01\n');
  await expect(code).toContainText(/history_2 = model\.fit\([^]*initial_epoch=3,\n {4}epochs=4,/);
  await trainer(page).evaluate((element) => Object.assign(element, { epochs: 7 }));
  await expect(code).toContainText('    epochs=7,\n');
  await expect(code).not.toContainText('history_2');
});

test('an element that is not in a document does not train', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  const code = await trainer(page).evaluate(async (element) => {
    element.remove();
    return (element as PupilaTrainer).start().catch(({ code }: { code: string }) => code);
  });
  expect(code).toBe('invalid-argument');
});

/** Predicts a picture in its tab. Returns the list of predictions. */
async function predictOne(page: Page): Promise<Locator> {
  await openTab(trainer(page), words.tabs.predict);
  await trainer(page).locator('[part=predict] input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  const shown = trainer(page).locator('[part=predictions] li');
  await expect(shown).toHaveCount(1);
  return shown;
}

test('a start that cannot be prepared leaves the earlier run as it was', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  await KINDS['a loaded model, with its optimizer']?.(page);
  await losses(page, [{ epochs: 1 }]);
  const shown = await predictOne(page);
  const before = await shown.innerText();
  const outcome = await trainer(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    const states: string[] = [];
    trainer.addEventListener('pupila-state', ({ detail }) => states.push(detail));
    const { session, evaluation, history } = trainer;
    const weights = () => trainer.loaded?.model.getWeights().map((weight) => [...weight.dataSync()]);
    const trained = JSON.stringify(weights());
    trainer.data = { kind: 'archive', blob: new Blob(['no zip']), name: 'a.zip' };
    const failed = await trainer.start().catch(({ code }: Pupila.PupilaError) => code);
    trainer.data = null;
    // Stopped when its network has the weights from before the first run.
    trainer.addEventListener('pupila-backend', () => queueMicrotask(() => trainer.stop()), { once: true });
    const stopped = await trainer.start().catch(({ code }: Pupila.PupilaError) => code);
    return {
      codes: [failed, stopped],
      states,
      state: trainer.state,
      isSame: session === trainer.session && evaluation === trainer.evaluation,
      hasHistory: history === trainer.history,
      hasWeights: JSON.stringify(weights()) === trained,
    };
  });
  expect(outcome).toEqual({
    codes: ['bad-archive', 'aborted'],
    states: ['preparing', 'failed', 'done', 'preparing', 'stopped', 'done'],
    state: 'done',
    isSame: true,
    hasHistory: true,
    hasWeights: true,
  });
  await expect(trainer(page).locator('[part=status]')).toHaveText(words.state.done);
  await openTab(trainer(page), words.tabs.predict);
  expect(await shown.innerText()).toBe(before);
  await openTab(trainer(page), words.tabs.results);
  await expect(trainer(page).locator('[part=matrix]')).toBeVisible();
  expect((await losses(page, [{ epochs: 1, further: true }]))[0]).toHaveLength(3);
  await page.evaluate(() => document.querySelector('pupila-trainer')?.remove());
  await expect.poll(() => page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
});

for (const further of [false, true]) {
  test(`a picture that is damaged in the first batch leaves the earlier run as it was, further: ${further}`, async ({
    open,
  }) => {
    const page = await open({ path: 'embed.html' });
    await KINDS["a network of the page's own"]?.(page);
    await losses(page, [{ epochs: 1 }]);
    const shown = await predictOne(page);
    const before = await shown.innerText();
    const pictures = await smallPictures();
    const damaged = Object.entries(pictures).map(([path, file]) => [path, file.subarray(0, 40)] as const);
    const outcome = await trainer(page).evaluate(
      async (element, [further, zip]) => {
        const trainer = element as PupilaTrainer;
        const states: string[] = [];
        trainer.addEventListener('pupila-state', ({ detail }) => states.push(detail));
        const { session, evaluation, history } = trainer;
        const weights = () => trainer.model?.getWeights().map((weight) => [...weight.dataSync()]);
        const trained = JSON.stringify(weights());
        trainer.data = { kind: 'archive', blob: new Blob([Uint8Array.from(zip)]), name: 'a.zip' };
        const failed = await trainer.start({ further }).catch(({ code }: Pupila.PupilaError) => code);
        return {
          failed,
          states,
          isSame:
            session === trainer.session && evaluation === trainer.evaluation && history === trainer.history,
          hasWeights: JSON.stringify(weights()) === trained,
        };
      },
      [further, [...(await zipOf(Object.fromEntries(damaged)))]] as const,
    );
    expect(outcome).toEqual({
      failed: 'bad-image',
      states: ['preparing', 'ready', 'running', 'failed', 'done'],
      isSame: true,
      hasWeights: true,
    });
    await expect(trainer(page).locator('[part=status]')).toHaveText(words.state.notStarted);
    await expect(trainer(page).getByRole('alert')).toBeVisible();
    await openTab(trainer(page), words.tabs.predict);
    expect(await shown.innerText()).toBe(before);
    await openTab(trainer(page), words.tabs.results);
    await expect(trainer(page).locator('[part=matrix]')).toBeVisible();
  });
}

test('a stop before the first step leaves the earlier run as it was', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  await losses(page, [{ epochs: 1 }]);
  const outcome = await trainer(page).evaluate(async (element) => {
    const trainer = element as PupilaTrainer;
    const { session, history } = trainer;
    const stop = ({ detail }: CustomEvent<string>) => detail === 'ready' && trainer.stop();
    trainer.addEventListener('pupila-state', stop);
    const { steps } = await trainer.start({ further: true });
    trainer.removeEventListener('pupila-state', stop);
    return {
      steps: steps.loss.length,
      state: trainer.state,
      isSame: session === trainer.session && history === trainer.history,
    };
  });
  expect(outcome).toEqual({ steps: 0, state: 'done', isSame: true });
  expect((await losses(page, [{ epochs: 1, further: true }]))[0]).toHaveLength(3);
  await page.evaluate(() => document.querySelector('pupila-trainer')?.remove());
  await expect.poll(() => page.evaluate(() => _tfengine.memory().numTensors)).toBe(0);
});

test('earlier predictions are those of the network of now', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  await losses(page, [{ epochs: 1 }]);
  const shown = await predictOne(page);
  const before = await shown.innerText();
  await trainer(page).evaluate((element) => Object.assign(element, { learningRate: 0.01 }));
  await losses(page, [{ epochs: 2 }]);
  await openTab(trainer(page), words.tabs.predict);
  await expect(shown).not.toHaveText(before);
  const again = await shown.innerText();
  await trainer(page).locator('[part=predict] input[type=file]').setInputFiles('fixtures/jpeg/0.jpg');
  await expect(shown).toHaveCount(2);
  expect(await shown.first().innerText()).toBe(again);
});

test('a run that is stopped within an epoch says in which one', async ({ open }) => {
  const page = await open({ path: 'embed.html' });
  await trainer(page).evaluate((element) => {
    const trainer = Object.assign(element as PupilaTrainer, { epochs: 5, stepsPerEpoch: 400, batchSize: 2 });
    trainer.addEventListener('pupila-step', () => trainer.stop(), { once: true });
    return trainer.start();
  });
  const status = trainer(page).locator('[part=status]');
  await expect(status).toHaveText(words.stoppedIn('1'), { timeout: 60_000 });
  await expect(trainer(page).getByRole('button', { name: words.further('5') })).toBeVisible();
  await expect(trainer(page).locator('[part=figures] + .detail:not([part])')).toHaveCount(0);

  // After a complete epoch, its figures are not those of the results.
  await trainer(page).evaluate((element) => {
    const trainer = Object.assign(element as PupilaTrainer, { stepsPerEpoch: 3 });
    let steps = 0;
    trainer.addEventListener('pupila-step', () => ++steps === 4 && trainer.stop());
    return trainer.start();
  });
  await expect(status).toHaveText(words.stoppedIn('2'));
  await expect(trainer(page).locator('[part=figures] + .detail:not([part])')).toHaveText(
    words.progress.ofEpoch('1'),
  );
});
