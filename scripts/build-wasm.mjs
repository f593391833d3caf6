/**
 * Compiles the WebAssembly kernels (AssemblyScript) into build/wasm/, in four variants: on plain or on shared memory, and
 * with a product and a sum or with the fused multiply-add of relaxed SIMD. Skipped when they are newer than their source.
 */
import { mkdirSync, renameSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newestIn } from './freshness.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(root, 'src/backends/wasm/assembly');
const OUT = join(root, 'build/wasm');

/** The kernels live in tfjs's memory: no data and no stack of their own, and nothing allocated. */
const COMMON = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory'];
const SHARED = ['--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads'];
const RELAXED = ['--enable', 'relaxed-simd'];

const VARIANTS = [
  { file: 'kernels.wasm', flags: [] },
  { file: 'kernels-relaxed.wasm', flags: RELAXED },
  { file: 'kernels-threads.wasm', flags: SHARED },
  { file: 'kernels-threads-relaxed.wasm', flags: [...SHARED, ...RELAXED] },
];

/** Compiles what is out of date. Also Vitest's global set-up. */
export async function buildWasm() {
  const newest = Math.max(newestIn(SOURCE), newestIn(fileURLToPath(import.meta.url)));
  const stale = VARIANTS.filter(({ file }) => newestIn(join(OUT, file)) < newest);
  if (stale.length === 0) return;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(OUT, { recursive: true });
  for (const { file, flags } of stale) {
    // Two test files may build at once: each writes its own file, and the last one stays.
    const part = join(OUT, `${file}.${process.pid}.part`);
    const entry = relative(root, join(SOURCE, 'index.ts'));
    const outFile = relative(root, part);
    const { error, stderr } = await asc.main(
      [entry, '--baseDir', root, '-o', outFile, '--enable', 'simd', ...COMMON, ...flags],
      {},
    );
    if (error) throw new Error(`AssemblyScript did not compile ${file}: ${error.message}\n${stderr}`);

    renameSync(part, join(OUT, file));
  }
}

export default buildWasm;

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWasm();
