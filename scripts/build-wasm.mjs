/**
 * Compiles the AssemblyScript sources into build/wasm/: the training kernels in four variants (plain or shared memory;
 * multiply and add, or the fused multiply-add of relaxed SIMD), and the resampling of the data workers. Skips files
 * that are newer than their source.
 */
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newestIn } from './freshness.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(root, 'build/wasm');

const COMMON = ['--enable', 'simd', '-O3', '--converge', '--noAssert', '--runtime', 'stub'];
const SHARED = ['--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'];
const RELAXED = ['--enable', 'relaxed-simd'];

/** The kernels live in tfjs's memory, so they have no data or stack of their own and allocate nothing. */
const kernels = (...flags) => ({
  source: 'src/engines/wasm/assembly/index.ts',
  flags: ['--importMemory', '--noExportMemory', ...flags],
});
const MODULES = {
  'kernels.wasm': kernels(),
  'kernels-relaxed.wasm': kernels(...RELAXED),
  'kernels-threads.wasm': kernels(...SHARED),
  'kernels-threads-relaxed.wasm': kernels(...SHARED, ...RELAXED),
  'resample.wasm': { source: 'src/data/augment/assembly/resample.ts', flags: [] },
};

/** Compiles what is out of date. Also Vitest's global setup. */
export async function buildWasm() {
  const script = newestIn(fileURLToPath(import.meta.url));
  const stale = Object.entries(MODULES).filter(
    ([file, { source }]) =>
      newestIn(join(OUT, file)) < Math.max(newestIn(dirname(join(root, source))), script),
  );
  if (stale.length === 0) return;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(OUT, { recursive: true });
  for (const [file, { source, flags }] of stale) {
    // Two test files may build at once, so each writes its own file; the last rename wins.
    const part = join(OUT, `${file}.${process.pid}.part`);
    const outFile = relative(root, part);
    const { error, stderr } = await asc.main(
      [source, '--baseDir', root, '-o', outFile, ...COMMON, ...flags],
      {},
    );
    if (error) throw new Error(`AssemblyScript did not compile ${file}: ${error.message}\n${stderr}`);

    renameSync(part, join(OUT, file));
  }
}

export default buildWasm;

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWasm();
