/** Shared by the tests: the page in a browser, the command, small data sets, Keras's references. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import JSZip from 'jszip';
import { type Browser, type Locator, type Page, expect, test as base } from 'playwright/test';
import type * as Headless from '../src/headless/index';

/** The built library, not its sources. */
export const headless = (await import(pathToFileURL(resolve('dist/headless.js')).href)) as typeof Headless;
export const { launchBrowser, startServer, train } = headless;

/** Keras's references: the committed set, and the bigger set if present. */
export const GOLDEN_ROOTS = ['fixtures', '../shared/golden'].filter((root) =>
  existsSync(`${root}/train.json`),
);

/** The command's warnings for `fixtures/tree.zip`, which contains more than pictures. */
export const LEFT_OUT =
  'warning: Pictures outside of class folders were skipped (1): loose.png\n' +
  'warning: Files that are not PNG, JPEG, BMP, PPM or TIFF pictures were skipped (1): cats/notes.txt\n';

/** A test with an open page (by default the start page) in its own browser context. */
type Open = (options?: {
  gpu?: 'software' | 'none';
  width?: number;
  /** Folders to serve, by the first part of their URL path. */
  mounts?: Record<string, string>;
  /** Runs in the page before its scripts. */
  before?: () => void;
  /** Which page. Default: the start page. */
  path?: string;
}) => Promise<Page>;

export const test = base.extend<
  {
    open: Open;
  },
  { browserWith: (gpu: 'software' | 'none') => Promise<Browser> }
>({
  // Shared by the tests, because starting a browser takes seconds.
  browserWith: [
    async ({}, use) => {
      const started = new Map<string, Promise<Browser>>();
      await use((gpu) => {
        const browser = started.get(gpu) ?? launchBrowser({ gpu });
        started.set(gpu, browser);
        return browser;
      });
      for (const browser of started.values()) await (await browser).close();
    },
    { scope: 'worker' },
  ],
  open: async ({ browserWith }, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async ({ gpu = 'none', width = 1100, mounts = {}, before, path = '' } = {}) => {
      const server = await startServer({ root: resolve('dist'), page: resolve('dist/page'), mounts });
      ends.push(() => server.close());
      const browser = await browserWith(gpu);
      const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'es-ES' });
      ends.unshift(() => context.close());
      if (before) await context.addInitScript(before);
      const page = await context.newPage();
      await page.goto(`${server.url}/${path}`);
      return page;
    });
    for (const end of ends) await end();
  },
});

/** Runs the `pupila` command as a user does. */
export function pupila(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ['dist/cli.js', ...args]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)));
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** Each section's address, with a selector that matches once the section is ready. */
const SECTIONS = {
  convolucion: 'pupila-convolution-lab canvas[width]',
  capa: 'pupila-layer-lab .filter',
  pooling: 'pupila-pooling-lab figure:nth-child(3) .shape',
  red: 'pupila-network-lab .layer',
  aumentacion: 'pupila-augmentation-lab .sheet canvas[width]',
  entrenamiento: 'pupila-feature-maps .probability',
};
/** Scrolls through the lesson until every section is ready. */
export async function openSections(page: Page): Promise<void> {
  for (const [section, ready] of Object.entries(SECTIONS)) {
    await page.locator(`#${section}`).scrollIntoViewIfNeeded();
    await expect(page.locator(ready).first()).toBeVisible({ timeout: 60_000 });
  }
}

/**
 * Opens a tab of a trainer.
 *
 * @param name A part of its text.
 */
export async function openTab(trainer: Locator, name: string): Promise<void> {
  await trainer.getByRole('tab', { name }).click();
}

/** Drops a file on an element. */
export async function dropFile(place: Locator, name: string, content: Uint8Array): Promise<void> {
  await place.evaluate(
    (element, [name, bytes]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    },
    [name, [...content]] as const,
  );
}

/** Returns a zip of files by path. */
export async function zipOf(files: Record<string, Uint8Array | string>): Promise<Buffer> {
  const zip = new JSZip();
  for (const [path, content] of Object.entries(files)) zip.file(path, content);
  return zip.generateAsync({ type: 'nodebuffer' });
}

/** Opens an empty page that can read `data/pets.zip`, of `smallPictures`. @param folder For the file. */
export async function openWithPets(open: Open, folder: string): Promise<Page> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/pets.zip`, await zipOf(await smallPictures()));
  return open({ mounts: { data: folder }, path: 'headless.html' });
}

/** Returns two classes of eight small pictures each, from the references. */
export async function smallPictures(): Promise<Record<string, Uint8Array>> {
  const tree = await JSZip.loadAsync(readFileSync('fixtures/tree.zip'));
  const png = Object.values(tree.files).filter(({ name }) => /^(tree\/)?(dogs|cats)\/.*\.png$/i.test(name));
  const entries = png.map(
    async (file) => [file.name.replace(/^tree\//, ''), await file.async('uint8array')] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Returns the values of a float32 .npy file. */
export function floats(path: string): Float32Array {
  const file = readFileSync(path);
  return new Float32Array(Uint8Array.from(file.subarray(10 + file.readUInt16LE(8))).buffer);
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
