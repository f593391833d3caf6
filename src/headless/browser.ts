/** Starts the browser for headless runs. */
import type { Browser } from 'playwright';
import { findBrowser } from './find-browser.js';

/** Disables Chromium's own network traffic and its throttling of background pages. */
const BASE_FLAGS = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/**
 * Lets V8 pair WebAssembly's 128-bit operations to 256 bits, which it does not do by default, as soon as it has compiled a
 * function with optimization. `--wasm-sync-tier-up` with a small budget makes that early and predictable:
 * `proveKernels` then checks the code that trains.
 */
const REVECTORIZE_FLAG = '--js-flags=--wasm-revectorize --wasm-sync-tier-up --wasm-tiering-budget=1000';

/** Which WebGPU adapter the browser may offer. */
export type Gpu = 'hardware' | 'software' | 'none';

const GPU_FLAGS: Record<Gpu, string[]> = {
  hardware: ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'],
  software: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--disable-gpu'],
  none: ['--disable-gpu'],
};

export const GPUS = Object.keys(GPU_FLAGS);

/**
 * Launches the browser found by `findBrowser`.
 *
 * @param gpu `hardware` (default): the machine's adapter; `software`: SwiftShader, correct but slow, for tests; `none`.
 * @param revectorize Whether V8 may pair WebAssembly's operations to 256 bits. Check the results. Default false.
 * @throws {Error} if no browser is installed, with instructions.
 */
export async function launchBrowser({
  gpu = 'hardware',
  headless = true,
  revectorize = false,
}: { gpu?: Gpu; headless?: boolean; revectorize?: boolean } = {}): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error(
      'Pupila needs Chrome or Chromium: install one, name its executable in PUPILA_BROWSER, or run ' +
        '`npx playwright install chromium`.',
    );
  }
  // Lazy: importing Playwright is most of a command's startup time.
  const { chromium } = await import('playwright');
  // Chromium's sandbox does not work as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...BASE_FLAGS, ...sandbox, ...GPU_FLAGS[gpu], ...(revectorize ? [REVECTORIZE_FLAG] : [])];
  // The task handles Ctrl-C: it saves its results before the browser closes.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath, headless, args, ...signals });
}
