/**
 * Prepares a fresh clone: packages, a browser, kernels, the built-in data set, the built library. Uses only Node's own
 * modules, because it runs before anything is installed. Skips steps that are done.
 *
 * `node scripts/setup.mjs [packages] [browser] [kernels] [dataset] [library]` runs these steps; without names, all of
 * them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newestIn } from './freshness.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STEPS = { packages, browser, kernels, dataset, library };

/** Runs a command in the repository. If it fails, exits with its exit code. */
function run(what, command, args, options = {}) {
  console.log(`• ${what}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) {
    console.error(`Set-up stopped at: ${what} (${command} ${args.join(' ')}, exit code ${status}).`);
    process.exit(1);
  }
}

function packages() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  run('installing packages (npm ci)', 'npm', ['ci'], { shell: process.platform === 'win32' });
}

async function browser() {
  const { findBrowser, installBrowser } = await import('../src/headless/find-browser.js');
  if (!findBrowser()) installBrowser();
}

async function kernels() {
  const { buildWasm } = await import('./build-wasm.mjs');
  await buildWasm();
}

function dataset() {
  const zip = join(root, 'build/dataset/drawn_cats_and_dogs.zip');
  const few = join(root, 'build/dataset/few_drawn_cats_and_dogs.zip');
  const isDrawn = [zip, few].every(existsSync);
  if (isDrawn && statSync(zip).mtimeMs >= newestIn(join(root, 'scripts/dataset'))) return;
  run('drawing the built-in data set', process.execPath, ['scripts/make-dataset.mjs', '--out', zip]);
}

function library() {
  const sources = [
    'src',
    'workers',
    'public',
    'build/wasm',
    'build/dataset',
    'rollup.config.mjs',
    'custom-elements-manifest.config.mjs',
    'package.json',
  ];
  const built = join(root, 'dist/.built');
  const newest = Math.max(...sources.map((path) => newestIn(join(root, path))));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  run('building the library (rollup)', process.execPath, [
    'node_modules/rollup/dist/bin/rollup',
    '-c',
    '--silent',
  ]);
  run('describing the elements (custom-elements.json)', process.execPath, [
    'node_modules/@custom-elements-manifest/analyzer/cem.js',
    'analyze',
    '--quiet',
  ]);
}

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`Pupila needs Node 20 or newer. Received: node=${process.versions.node}`);
  process.exit(1);
}
const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(STEPS)) {
  if (!(name in STEPS)) {
    console.error(`A set-up step is one of ${Object.keys(STEPS).join(', ')}. Received: step=${name}`);
    process.exit(2);
  }
  await STEPS[name]();
}
