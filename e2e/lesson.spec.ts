/**
 * The lesson from start to end, in both languages and with the real engine: its numbers, and what it carries from lab
 * to lab.
 */
import { encode } from 'fast-png';
import { type Locator, type Page, expect } from 'playwright/test';
import { sizeText } from '../src/core/size-text';
import { formatsOf } from '../src/i18n/locale';
import type * as Library from '../src/index';
import { test } from './support';
import { TEXTS } from './texts';

/** Output shape and parameters of each layer of the course's network. */
const COURSE: [string, number][] = [
  ['(148, 148, 36)', 1008],
  ['(74, 74, 36)', 0],
  ['(72, 72, 36)', 11_700],
  ['(36, 36, 36)', 0],
  ['(34, 34, 36)', 11_700],
  ['(17, 17, 36)', 0],
  ['(10404,)', 0],
  ['(512,)', 5_327_360],
  ['(1,)', 513],
];
const MAPS = ['conv2d', 'max_pooling2d', 'conv2d_1', 'max_pooling2d_1', 'conv2d_2', 'max_pooling2d_2'];

/** Returns a picture of 100 × 100: black on the left, light grey on the right. */
function edge(): Buffer {
  const data = Uint8Array.from({ length: 100 * 100 * 3 }, (_, i) => (Math.floor(i / 3) % 100 < 50 ? 0 : 200));
  return Buffer.from(encode({ width: 100, height: 100, data, channels: 3 }));
}

/** Returns the red value of a canvas's pixel. */
function pixel(canvas: Locator, row: number, column: number): Promise<number | undefined> {
  return canvas.evaluate(
    (element, [x, y]) => (element as HTMLCanvasElement).getContext('2d')?.getImageData(x, y, 1, 1).data[0],
    [column, row] as const,
  );
}

/** Returns whether a canvas shows a pixel that is not grey. */
function redAndGreenDiffer(canvas: Locator): Promise<boolean> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
    return data.some((value, i) => i % 4 === 1 && value !== data[i - 1]);
  });
}

/** Returns the addresses of requests to other hosts. */
function strangersOf(page: Page): string[] {
  const strangers: string[] = [];
  const own = new URL(page.url()).origin;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(own) && !url.startsWith(`blob:${own}`) && !url.startsWith('data:'))
      strangers.push(url);
  });
  return strangers;
}

for (const [locale, w] of Object.entries(TEXTS)) {
  const format = formatsOf(locale);

  test(`the lesson from start to end in ${w.name}`, async ({ open }, info) => {
    const page = await open();
    const strangers = strangersOf(page);
    await page.reload();
    await page.getByRole('button', { name: w.name }).click();
    const lab = (section: string, tag: string): Locator => page.locator(`#${section} ${tag}`);

    await test.step('convolution: sums of a known picture, shapes of strides and padding', async () => {
      const convolution = lab('convolucion', 'pupila-convolution-lab');
      const shape = convolution.locator('.shape').last();
      await expect(shape).toHaveText('(100, 100, 1)', { timeout: 60_000 });
      await convolution
        .locator('input[type=file]')
        .setInputFiles({ name: 'edge.png', mimeType: 'image/png', buffer: edge() });
      await expect(convolution.locator('.button.chosen')).toContainText('edge.png');
      await convolution.getByRole('slider', { name: w.convolution.row }).fill('40');
      await convolution.getByRole('slider', { name: w.convolution.column }).fill('49');
      const { names } = w.convolution;
      for (const [name, sum] of [
        [names.sobelY, '0'],
        [names.derivative, '200'],
        [names.sharpen, '−200'],
        [names.boxBlur, format.decimal(66.67, 2)],
        [names.sobelX, '800'],
      ] as const) {
        await convolution.getByRole('button', { name }).click();
        await expect(convolution.locator('.total')).toHaveText(sum);
        await expect(convolution.locator('.formula')).toContainText(new RegExp(`[=≈] ${sum}$`));
      }
      // The library's own result: white at 800, the grey of zero elsewhere.
      const result = convolution.locator('canvas').nth(1);
      await expect.poll(() => pixel(result, 40, 49)).toBe(255);
      expect([127, 128]).toContain(await pixel(result, 40, 20));

      await convolution.getByLabel(w.labs.padding).selectOption('valid');
      await convolution.getByLabel(w.labs.strides, { exact: true }).selectOption('2');
      await expect(shape).toHaveText('(49, 49, 1)');
      const weight = convolution.getByLabel(w.convolution.weight('2', '2'));
      await weight.fill('1/9');
      await weight.press('Enter');
      await expect(convolution.getByRole('button', { name: names.own })).toHaveAttribute(
        'aria-pressed',
        'true',
      );
      await convolution.getByLabel(w.convolution.mode, { exact: true }).selectOption(w.convolution.colour);
      await expect(shape).toHaveText('(49, 49, 3)');

      const broken = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
      await convolution.locator('input[type=file]').setInputFiles(broken);
      await expect(convolution.getByRole('alert')).toContainText(w.shared.errors['bad-image']);
      await expect(convolution.locator('.button.chosen')).toContainText('edge.png');
      await convolution.getByRole('button', { name: w.labs.builtIn.dog }).click();
      await expect(convolution.getByRole('alert')).toHaveCount(0);
    });

    const isDog = (place: Locator) =>
      expect(place.getByRole('button', { name: w.labs.builtIn.dog, exact: true })).toHaveAttribute(
        'aria-pressed',
        'true',
        { timeout: 60_000 },
      );

    await test.step('layer: its weights; the picture is carried on', async () => {
      await page.locator('#capa').scrollIntoViewIfNeeded();
      const layer = lab('capa', 'pupila-layer-lab');
      await isDog(layer);
      await expect(layer.getByText('(5, 5, 3, 4)')).toBeVisible();
      await expect(layer.getByText(w.layer.count('300', '4', '304'))).toBeVisible();
      await expect(layer.locator('.bank > .filter:visible')).toHaveCount(4, { timeout: 60_000 });
      await expect(layer.locator('pre').first()).toContainText('Total params: 304 (1.19 KB)');

      const filter = layer.locator('.channels').first();
      const depth = () => filter.evaluate((each: HTMLCanvasElement) => Math.round(each.width / each.height));
      expect(await depth()).toBe(3);
      await layer.getByLabel(w.convolution.mode, { exact: true }).selectOption(w.convolution.grey);
      await expect(layer.getByText('(5, 5, 1, 4)')).toBeVisible();
      await expect(layer.getByText(w.layer.count('100', '4', '104'))).toBeVisible();
      await expect(layer.locator('pre').first()).toContainText('Total params: 104 (416.00 B)');
      await expect(layer.locator('.input .shape')).toHaveText('(100, 100, 1)');
      await expect.poll(depth).toBe(1);
      await expect(filter).toHaveAccessibleName(w.layer.filterOf('1', w.convolution.channels.grey));
      expect(await redAndGreenDiffer(layer.locator('.input canvas'))).toBe(false);
      await expect(layer.locator('details.code pre')).toContainText('color_mode="grayscale"');
      await layer.getByLabel(w.convolution.mode, { exact: true }).selectOption(w.convolution.colour);
      await expect.poll(depth).toBe(3);
    });

    await test.step('pooling: the shapes of the course', async () => {
      await page.locator('#pooling').scrollIntoViewIfNeeded();
      const pooling = lab('pooling', 'pupila-pooling-lab');
      await isDog(pooling);
      const shapes = pooling.locator('figure .shape');
      await expect(shapes).toHaveText(['(100, 100, 3)', '(20, 20, 3)', '(20, 20, 3)'], { timeout: 60_000 });
      await pooling.getByRole('button', { name: '10/5' }).click();
      await expect(shapes).toHaveText(['(100, 100, 3)', '(19, 19, 3)', '(19, 19, 3)']);
    });

    const network = lab('red', 'pupila-network-lab');
    await test.step("network: parameters, Keras's table, a layer that cannot be is refused", async () => {
      await page.locator('#red').scrollIntoViewIfNeeded();
      const total = (count: number) =>
        expect(network.locator('.total')).toHaveText(w.network.total(format.integer(count)));
      await total(5_352_281);
      await expect(network.locator('.result .shape')).toHaveText(COURSE.map(([shape]) => shape));
      await expect(network.locator('.result > .muted')).toHaveText(
        COURSE.map(([, count]) => `${format.integer(count)} ${w.network.parameters}`),
      );
      await expect(network.getByText(w.network.dense(format.integer(1_572_864)))).toBeVisible();
      await expect(network.locator('pre').first()).toContainText('Total params: 5,352,281 (20.42 MB)');
      await network.getByRole('button', { name: w.network.remove('flatten') }).click();
      await expect(network.getByRole('alert')).toContainText(w.network.refused('').trim());
      await total(5_352_281);
      await network.getByRole('button', { name: w.network.remove('max_pooling2d_2') }).click();
      await expect(network.getByRole('alert')).toBeEmpty();
      await total(21_332_825);
      const size = network.getByLabel(w.network.of('kernel_size', 'conv2d'), { exact: true });
      await size.fill('5');
      // Text being typed survives other updates.
      await network.evaluate((lab) => (lab as HTMLElement & { requestUpdate(): void }).requestUpdate());
      await size.press('Enter');
      await expect(network.locator('.result .shape').first()).toHaveText('(146, 146, 36)');
      await network.getByRole('button', { name: w.network.up('max_pooling2d'), exact: true }).click();
      await expect(network.locator('.layer .name b').first()).toHaveText('MaxPooling2D');
      await network.getByText(w.network.diagram).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        network.getByRole('button', { name: w.network.save }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('model.svg');
      await network.getByText(w.network.diagram).click();
      await network.getByRole('button', { name: w.network.course }).click();
      await total(5_352_281);
    });

    await test.step('augmentation: the same seed, the same sheet; the picture; validation as it is', async () => {
      await page.locator('#aumentacion').scrollIntoViewIfNeeded();
      const augmentation = lab('aumentacion', 'pupila-augmentation-lab');
      const untouched = augmentation.getByText(w.augmentation.untouched('3', '3'));
      await expect(untouched).toBeVisible({ timeout: 60_000 });
      await expect(augmentation.locator('.equal')).toHaveText(['=', '=', '=']);
      await expect(augmentation.locator('.pictures canvas')).toHaveCount(16);
      await expect(augmentation.getByText(w.augmentation.counts('512', '128'))).toBeVisible();
      const sheet = () =>
        augmentation
          .locator('.sheet canvas')
          .evaluateAll((all) => all.map((each) => (each as HTMLCanvasElement).toDataURL()).join());
      const first = await sheet();
      await augmentation.getByRole('button', { name: w.augmentation.none, exact: true }).click();
      await expect.poll(sheet).not.toBe(first);
      await augmentation.getByRole('button', { name: w.augmentation.course, exact: true }).click();
      await expect.poll(sheet).toBe(first);
      await augmentation.getByRole('button', { name: w.augmentation.again }).click();
      await expect.poll(sheet).not.toBe(first);
      await expect(untouched).toBeVisible();
      await augmentation.getByLabel(w.augmentation.source).selectOption(w.augmentation.one);
      await isDog(augmentation);
      await expect(augmentation.locator('.sheet figcaption')).toHaveText(
        Array<string>(9).fill(w.labs.builtIn.dog),
      );

      const scale = augmentation.getByRole('img', { name: new RegExp(`^${w.labs.scale('.*', '.*')}$`) });
      await expect(scale).toHaveAccessibleName(w.labs.scale('0', '1'));
      await augmentation.getByText(w.augmentation.more).click();
      await augmentation.getByLabel('samplewise_center').check();
      await expect(scale).toHaveAccessibleName(
        new RegExp(w.labs.scale(`−0${format.decimal(0.5, 1)[1]}\\d+`, '.*')),
      );
      await augmentation.getByLabel('samplewise_center').uncheck();
      await augmentation.getByLabel('preprocessing_function').selectOption('to_grey');
      const colours = () =>
        augmentation
          .locator('.sheet canvas')
          .first()
          .evaluate((canvas: HTMLCanvasElement) => {
            const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
            return data.filter((value, i) => i % 4 < 3 && value !== data[i - (i % 4)]).length;
          });
      await expect.poll(colours).toBe(0);
      await expect(augmentation.locator('details.code pre')).toContainText('def to_grey(x):');
    });

    await test.step('training: the maps of every layer, the network of the fourth section, the answer', async () => {
      await page.locator('#entrenamiento').scrollIntoViewIfNeeded();
      const trainer = lab('entrenamiento', 'pupila-trainer');
      const maps = lab('entrenamiento', 'pupila-feature-maps');
      await isDog(maps);
      const showsMaps = (layer: string, side: string) =>
        expect(maps.getByText(w.featureMaps.maps('36', layer, `(${side}, ${side})`)).last()).toBeVisible({
          timeout: 60_000,
        });
      for (const [i, side] of ['148', '74', '72', '36', '34', '17'].entries()) {
        const layer = MAPS[i] as string;
        await maps.getByRole('button', { name: layer, exact: true }).click({ timeout: 60_000 });
        await showsMaps(layer, side);
      }
      await network.getByLabel(w.network.size).selectOption(sizeText(50, 50));
      await maps.getByRole('button', { name: 'conv2d', exact: true }).click();
      await showsMaps('conv2d', '48');
      await trainer.evaluate((element) => Object.assign(element, { epochs: 1, stepsPerEpoch: 4 }));
      const code = trainer.locator('details.code pre');
      await expect(code).toContainText(
        'model.fit(\n    x=endless(train_generator),\n    validation_data=validation_generator,\n    epochs=1,\n    steps_per_epoch=4,',
      );
      await expect(code).toContainText('target_size=(50, 50)');
      // The run uses the course's generator with the function chosen in the fifth section.
      await expect(code).toContainText('rotation_range=40');
      await expect(code).toContainText('preprocessing_function=to_grey');
      await trainer.evaluate((element) => Object.assign(element, { augment: 'none' }));
      await trainer.getByRole('button', { name: w.trainer.start, exact: true }).click();
      await expect(maps.getByText("class_indices = {'cats': 0, 'dogs': 1}")).toBeVisible({ timeout: 60_000 });
      const spoken = trainer.locator('.spoken[aria-live=polite]');
      await expect(spoken).toContainText(
        w.trainer.results.validation('', '', '', '').split(':')[0] as string,
        {
          timeout: 120_000,
        },
      );
      await expect(trainer.getByRole('status').first()).toHaveText(w.trainer.state.done);
      await expect(maps.getByText(w.featureMaps.trained)).toBeVisible({ timeout: 60_000 });
      // The reader's own choice is kept.
      await expect(trainer).toHaveJSProperty('augment', 'none');
      const { cats, dogs } = w.featureMaps.classes;
      await maps.getByRole('button', { name: w.featureMaps.random(dogs) }).click();
      await expect(maps.locator('figcaption').first()).toContainText(w.labs.original('dogs/dog.'));
      const answer = [cats, dogs].map((name) => w.featureMaps.probability(name)).join('|');
      await expect(maps.locator('.probability')).toHaveText(new RegExp(`^(${answer}): \\d+[.,]\\d\\s?%$`));
      for (const [i, side] of ['48', '24', '22', '11', '9', '4'].entries()) {
        const layer = MAPS[i] as string;
        await maps.getByRole('button', { name: layer, exact: true }).click();
        await showsMaps(layer, side);
      }
    });
    await page.screenshot({ path: info.outputPath('lesson.png'), fullPage: true });
    expect(strangers).toEqual([]);
  });
}

test('works offline after the first visit', async ({ open }) => {
  const page = await open();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  // The list is cached last: everything else is there, including the data set.
  const kept = (file: string) => page.evaluate(async (file) => !!(await caches.match(file)), file);
  await expect.poll(() => kept('offline.json'), { timeout: 60_000 }).toBe(true);
  expect(await kept('drawn_cats_and_dogs.zip')).toBe(true);
  await page.context().setOffline(true);
  await page.goto(new URL('?lab=pooling', page.url()).href);
  await expect(page.locator('pupila-pooling-lab figure .shape').last()).toHaveText('(20, 20, 3)', {
    timeout: 60_000,
  });
  // Also files that were never requested, such as the chunk that writes Keras files.
  const bytes = await page.evaluate(async () => {
    const url = new URL('browser/pupila.js', document.baseURI).href;
    const { courseCnn, saveKerasModel, startBackend } = (await import(url)) as typeof Library;
    await startBackend('wasm');
    return (await saveKerasModel(courseCnn({ inputShape: [22, 22, 3] }))).size;
  });
  expect(bytes).toBeGreaterThan(100_000);
});

test('a host without the list of files for offline use keeps nothing', async ({ open }) => {
  const page = await open({ path: '?lab=pooling' });
  let asked = 0;
  await page.context().route('**/offline.json', (route) => {
    asked += 1;
    return route.fulfill({ status: 404, json: { kept: ['icon.svg'] } });
  });
  await expect.poll(() => asked, { timeout: 30_000 }).toBe(1);
  await page.waitForTimeout(1000);
  expect(await page.evaluate(async () => !!(await caches.match('offline.json')))).toBe(false);
});
