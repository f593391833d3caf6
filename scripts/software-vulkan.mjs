/**
 * The software Vulkan driver bundled with Chromium: for WebGPU in Node (the `webgpu` package) on machines without a
 * GPU.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findBrowser } from '../src/headless/find-browser.js';

const ICD = 'vk_swiftshader_icd.json';

/**
 * Returns the environment variables that a process needs from its start.
 *
 * @returns Variables, or null if no browser folder contains the driver.
 */
export function softwareVulkan() {
  const browser = findBrowser();
  const folders = [browser && dirname(realpathSync(browser)), '/usr/lib/chromium'];
  const folder = folders.find((each) => each && existsSync(join(each, ICD)));
  return folder ? { VK_ICD_FILENAMES: join(folder, ICD), LD_LIBRARY_PATH: folder } : null;
}
