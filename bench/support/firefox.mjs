/**
 * Pages of the benchmarks in an installed Firefox on Mesa's lavapipe, a Vulkan driver that computes on the CPU: WebGPU
 * about ten times as fast as Chromium's own software driver. On Debian: `apt-get install firefox-esr
 * mesa-vulkan-drivers`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIREFOX_PREFERENCES, findFirefox } from '../../scripts/firefox.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DRIVERS = '/usr/share/vulkan/icd.d';

/**
 * Opens a page of a folder, as `openPage` of `bench/support.mjs` does in Chromium.
 *
 * @throws {Error} if Firefox or the driver is missing, with what to install.
 */
export async function openFirefoxPage(folder, file) {
  const { startServer } = await import('../../dist/headless.js');
  const { default: puppeteer } = await import('puppeteer-core');
  const server = await startServer({ root: join(ROOT, 'dist'), page: folder });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox(),
    extraPrefsFirefox: FIREFOX_PREFERENCES,
    env: { ...process.env, VK_ICD_FILENAMES: lavapipe() },
    // A call may compute for minutes.
    protocolTimeout: 0,
  });
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(`${server.url}/${file}.html`);
  await page.waitForFunction(() => 'bench' in globalThis);
  return {
    version: (await browser.version()).replace('firefox/', ''),
    /** Calls a function of `globalThis.bench`. */
    call: (name, ...args) => page.evaluate((name, args) => globalThis.bench[name](...args), name, args),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

function firefox() {
  const path = findFirefox();
  if (!path) throw new Error('There is no Firefox here, nor does PUPILA_FIREFOX name one.');
  return path;
}

function lavapipe() {
  const file = existsSync(DRIVERS) && readdirSync(DRIVERS).find((each) => each.startsWith('lvp_icd'));
  if (!file) throw new Error('Mesa’s lavapipe is not here: on Debian it is in mesa-vulkan-drivers.');
  return join(DRIVERS, file);
}
