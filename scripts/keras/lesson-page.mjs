/** The built lesson in a browser without a window: labs, their settings, the code they show and their numbers. */
import { resolve } from 'node:path';

const { launchBrowser, startServer } = await import('../../dist/headless.js');

/** Sections by the tag of their lab. */
const SECTIONS = {
  'pupila-convolution-lab': 'convolucion',
  'pupila-layer-lab': 'capa',
  'pupila-pooling-lab': 'pooling',
  'pupila-network-lab': 'red',
  'pupila-augmentation-lab': 'aumentacion',
  'pupila-trainer': 'entrenamiento',
  'pupila-feature-maps': 'entrenamiento',
};

/** Opens the lesson. */
export async function openLesson() {
  const server = await startServer({ root: resolve('dist'), page: resolve('dist/page') });
  const browser = await launchBrowser({ gpu: 'none' });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
  await page.goto(server.url);
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { lab: (tag) => openLab(page, tag), page, close };
}

async function openLab(page, tag) {
  await page.locator(`#${SECTIONS[tag]}`).scrollIntoViewIfNeeded();
  const element = page.locator(tag);
  await element.locator('details.code pre, .answer').first().waitFor({ state: 'attached', timeout: 60_000 });
  return new Lab(element);
}

/** One element of the lesson. */
export class Lab {
  constructor(element) {
    this.element = element;
  }

  /** Sets properties and waits for the results. `picture`: a built-in name, or `{ name, bytes }`. */
  async set({ picture, ...properties }) {
    const file = picture?.bytes ? { name: picture.name, bytes: [...picture.bytes] } : picture;
    await this.element.evaluate(
      async (lab, [given, chosen]) => {
        const isFile = typeof chosen === 'object' && chosen !== null;
        const own = isFile ? new File([Uint8Array.from(chosen.bytes)], chosen.name) : chosen;
        Object.assign(lab, given, chosen === null ? {} : { picture: own });
        await lab.updateComplete;
      },
      [properties, file ?? null],
    );
    const problem = this.element.getByRole('alert').filter({ hasText: /\S/ });
    if ((await problem.count()) > 0) throw new Error(`The lab shows: ${await problem.first().textContent()}`);
  }

  /** The Keras code under the lab. */
  async code() {
    const code = this.element.locator('details.code pre');
    await code.filter({ hasText: /import/ }).waitFor({ state: 'attached' });
    return code.textContent();
  }

  /** The lab's numbers by name: `{ shape, data }`. */
  async numbers() {
    const numbers = await this.element.evaluate((lab) =>
      Object.fromEntries(
        Object.entries(lab.numbers).map(([name, { shape, data }]) => {
          const bytes = new Uint8Array(Float32Array.from(data).buffer);
          let text = '';
          for (let i = 0; i < bytes.length; i += 8192)
            text += String.fromCharCode(...bytes.subarray(i, i + 8192));
          return [name, { shape, text: btoa(text) }];
        }),
      ),
    );
    return Object.fromEntries(
      Object.entries(numbers).map(([name, { shape, text }]) => {
        const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
        return [name, { shape, data: new Float32Array(bytes.buffer) }];
      }),
    );
  }
}
