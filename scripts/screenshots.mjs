/**
 * `npm run screenshots`: captures every section of the built lesson, at two widths, in both themes and languages, after
 * a short training, into runs/screenshots; and prints the height of each lab on a phone. For visual review; the tests
 * are in e2e/. `node scripts/screenshots.mjs [section …]` captures only these, and `node scripts/screenshots.mjs readme`
 * only the picture of README.md.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const { launchBrowser, startServer } = await import('../dist/headless.js');

const FOLDER = resolve('runs/screenshots');
const LANGUAGES = { es: 'Español', en: 'English' };
const PHONE = { width: 360, height: 740 };
const SIZES = [{ width: 1280, height: 900 }, PHONE];
/** Sections by address, with a selector that matches once the section is ready. */
const READY = {
  convolucion: 'pupila-convolution-lab canvas[width]',
  capa: 'pupila-layer-lab .filter',
  pooling: 'pupila-pooling-lab figure:nth-child(3) .shape',
  red: 'pupila-network-lab .layer',
  aumentacion: 'pupila-augmentation-lab .validation',
  entrenamiento: 'pupila-feature-maps .probability',
};

const asked = process.argv.slice(2);
const forReadme = asked.includes('readme');
const sections = forReadme
  ? ['entrenamiento']
  : Object.keys(READY).filter((id) => asked.length === 0 || asked.includes(id));
mkdirSync(FOLDER, { recursive: true });
const server = await startServer({ root: resolve('dist'), page: resolve('dist/page') });
const browser = await launchBrowser({ gpu: 'none' });
try {
  const page = await browser.newPage({ viewport: SIZES[0], locale: 'es-ES', reducedMotion: 'reduce' });
  await page.goto(server.url);
  for (const id of sections) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.locator(READY[id]).first().waitFor({ timeout: 120_000 });
  }
  // In a full-page picture, the table of contents would cover part of a section.
  await page.locator('nav').evaluate((element) => (element.style.position = 'static'));
  if (forReadme) await shootReadme(page);
  else await shootSections(page);
} finally {
  await browser.close();
  await server.close();
}

async function shootSections(page) {
  await shoot(page, 'before');
  if (sections.includes('entrenamiento')) {
    await train(page, { epochs: 2, stepsPerEpoch: 3, validationSteps: 2 });
    await shoot(page, 'after', ['entrenamiento']);
    await page.locator('pupila-trainer').getByRole('tab').nth(2).click();
    await shoot(page, 'curves', ['entrenamiento']);
  }
}

/** Captures the curves and feature maps of a short training. */
async function shootReadme(page) {
  await page.getByRole('button', { name: LANGUAGES.en }).click();
  await train(page, { epochs: 6, augment: 'none' });
  await page.locator('pupila-trainer').getByRole('tab', { name: 'Curves' }).click();
  const probability = page.locator('pupila-feature-maps .probability');
  const before = await probability.textContent();
  await page.locator('pupila-feature-maps').getByRole('button', { name: 'Random: cat' }).click();
  await probability.filter({ hasNotText: before }).waitFor();
  await page.evaluate('scrollTo(0, 0)');
  const trainer = await page.locator('pupila-trainer').boundingBox();
  const maps = await page.locator('pupila-feature-maps').boundingBox();
  const margin = 16;
  const clip = {
    x: trainer.x - margin,
    y: trainer.y - margin,
    width: trainer.width + 2 * margin,
    height: maps.y + maps.height - trainer.y + 2 * margin,
  };
  await page.screenshot({ path: 'docs/training.png', fullPage: true, clip });
}

/** Captures each section in each language, theme and size. */
async function shoot(page, when, ids = ['header', ...sections]) {
  for (const [language, name] of Object.entries(LANGUAGES)) {
    await page.getByRole('button', { name }).click();
    for (const viewport of SIZES) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        for (const id of ids) {
          const place = id === 'header' ? page.locator('body > header') : page.locator(`#${id}`);
          const file = `${id}-${when}-${language}-${viewport.width}-${colorScheme}.png`;
          await place.screenshot({ path: join(FOLDER, file) });
        }
      }
      if (viewport === PHONE) await reportHeights(page, language);
    }
  }
}

/** Labs should fit one screen. */
async function reportHeights(page, language) {
  for (const lab of await page.locator('.labs > *').all()) {
    const { height = 0 } = (await lab.boundingBox()) ?? {};
    const name = await lab.evaluate((element) => element.localName);
    console.log(`${language} ${name}: ${Math.round(height)} of ${PHONE.height} px`);
  }
}

async function train(page, options) {
  const trainer = page.locator('pupila-trainer');
  await trainer.evaluate((element, given) => Object.assign(element, given), options);
  await trainer.locator('button.primary').click();
  await trainer.locator('[part=matrix]').waitFor({ timeout: 300_000 });
}
