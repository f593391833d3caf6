/**
 * Packs the GPU benchmark into one folder that runs on an x86-64 Linux machine with only a Vulkan driver: no network, Node
 * or browser needed. `run.sh` writes results.json. The weights are generated from a seed.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { softwareVulkan } from '../scripts/software-vulkan.mjs';
import { bundleGpu } from './gpu/bundle.mjs';

export const options = {};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'build/gpu-benchmark');
const MAX_BYTES = 60e6;

const RUN = `#!/bin/sh
# Options as JSON, for example: ./run.sh '{"images": 32, "side": 150, "rounds": 10}'
here=$(cd "$(dirname "$0")" && pwd)
# The packed Vulkan loader is a fallback for machines that have a driver but no loader.
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"
[ $# -gt 0 ] || set -- '{}'
"$here/node" "$here/node.mjs" "$1" > "$here/results.new" || exit
mv "$here/results.new" "$here/results.json"
cat "$here/results.json"
`;

export default async function pack() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('The pack is made on x86-64 Linux, whose Node it holds.');
  }
  rmSync(FOLDER, { recursive: true, force: true });
  const dawn = 'node_modules/webgpu';
  mkdirSync(join(FOLDER, dawn, 'dist/linux-x64'), { recursive: true });
  mkdirSync(join(FOLDER, 'lib'));
  await bundleGpu(join(FOLDER, 'node.mjs'));
  copyFileSync(process.execPath, join(FOLDER, 'node'));
  for (const file of ['index.js', 'package.json', 'LICENSE.md', 'dist/linux-x64/dawn.node'])
    copyFileSync(join(ROOT, dawn, file), join(FOLDER, dawn, file));
  const loader = join(softwareVulkan()?.LD_LIBRARY_PATH ?? '', 'libvulkan.so.1');
  if (existsSync(loader)) copyFileSync(loader, join(FOLDER, 'lib/libvulkan.so.1'));
  writeFileSync(join(FOLDER, 'run.sh'), RUN);
  chmodSync(join(FOLDER, 'run.sh'), 0o755);
  const archive = `${FOLDER}.tar.xz`;
  const { status } = spawnSync('tar', ['-cJf', archive, '-C', join(ROOT, 'build'), 'gpu-benchmark'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`tar ended with status ${status}.`);
  const { size } = statSync(archive);
  console.log(`→ build/gpu-benchmark.tar.xz, ${(size / 1e6).toFixed(1)} MB`);
  if (size > MAX_BYTES) throw new Error(`The pack is at most ${MAX_BYTES} bytes. Received: size=${size}`);
}
