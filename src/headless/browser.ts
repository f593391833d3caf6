/** Starts the browser that Pupila runs in when nobody looks at it. */
import type { Browser } from 'playwright';
import { findBrowser } from './find-browser.js';

/** Flags without which a headless Chromium talks to the world, sleeps in the background, or fails as root. */
const QUIET = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/** Which WebGPU adapter the browser may offer. */
export type Gpu = 'hardware' | 'software' | 'none';

const GPU_FLAGS: Record<Gpu, string[]> = {
  hardware: ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'],
  software: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--disable-gpu'],
  none: ['--disable-gpu'],
};

/**
 * Launches the browser that `findBrowser` finds.
 *
 * @param gpu `hardware`: whatever the machine has; `software`: SwiftShader, right but slow, for tests; `none`.
 * @throws {Error} when no browser is installed, saying what to do.
 */
export async function launchBrowser({
  gpu = 'hardware',
  headless = true,
}: { gpu?: Gpu; headless?: boolean } = {}): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error(
      'Pupila needs Chrome or Chromium: install one, name its executable in PUPILA_BROWSER, or run ' +
        '`npx playwright install chromium`.',
    );
  }
  // Loaded when it is needed: most of what a command takes to start.
  const { chromium } = await import('playwright');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...QUIET, ...sandbox, ...GPU_FLAGS[gpu]];
  // Ctrl-C is the task's to answer: it saves before the browser goes.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath, headless, args, ...signals });
}
