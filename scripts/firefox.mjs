/** The installed Firefox, for tests and benchmarks: Playwright's own is not available everywhere. */
import { spawnSync } from 'node:child_process';

const NAMES = [process.env.PUPILA_FIREFOX, 'firefox', 'firefox-esr'];

/** WebGPU is behind a preference on some systems. */
export const FIREFOX_PREFERENCES = { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true };

/**
 * Returns the path of Firefox: that of PUPILA_FIREFOX, else the first one in PATH.
 *
 * @returns {string | null} Null if there is none.
 */
export function findFirefox() {
  const name = NAMES.find((each) => each && spawnSync(each, ['--version']).status === 0);
  return name ? spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim() : null;
}
