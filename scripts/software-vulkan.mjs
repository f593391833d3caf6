/** The software Vulkan driver that comes with Chromium: for WebGPU in Node (the `webgpu` package) where there is no GPU. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findBrowser } from '../src/headless/find-browser.js';

const ICD = 'vk_swiftshader_icd.json';

/**
 * Environment that a process needs from its start.
 *
 * @returns Variables, or null where no folder of a browser holds the driver.
 */
export function softwareVulkan() {
  const browser = findBrowser();
  const folders = [browser && dirname(realpathSync(browser)), '/usr/lib/chromium'];
  const folder = folders.find((each) => each && existsSync(join(each, ICD)));
  return folder ? { VK_ICD_FILENAMES: join(folder, ICD), LD_LIBRARY_PATH: folder } : null;
}
