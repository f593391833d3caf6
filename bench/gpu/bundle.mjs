/** Bundles the GPU benchmark into one file for Node, with PyTorch's script next to it. Only Dawn stays external. */
import { build } from 'esbuild';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export async function bundleGpu(outfile) {
  await build({
    entryPoints: [fileURLToPath(new URL('node.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    external: ['webgpu'],
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    define: { __PUPILA_ASSETS__: '{}', __PUPILA_VERSION__: '"bench"' },
  });
  const script = 'torch_cuda.py';
  copyFileSync(fileURLToPath(new URL(script, import.meta.url)), join(dirname(outfile), script));
  return outfile;
}
