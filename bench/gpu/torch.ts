/** Runs PyTorch on CUDA, if a Python has both. The script is next to the bundle of `npm run bench:gpu`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PYTHONS = ['python3', '/usr/bin/python3', 'python'];
const HAS_CUDA = 'import sys, torch; sys.exit(not torch.cuda.is_available())';

/** Median time of a step in ms, by layout and with TF32 off and on. Null if no Python has PyTorch with CUDA. */
export function timeTorch(
  images: number,
  side: number,
  rounds: number,
): { system: string; ms: number }[] | null {
  const python = PYTHONS.find((name) => spawnSync(name, ['-c', HAS_CUDA], { stdio: 'ignore' }).status === 0);
  if (!python) return null;
  const script = fileURLToPath(new URL('torch_cuda.py', import.meta.url));
  const { stdout, status } = spawnSync(python, [script, ...[images, side, rounds].map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`PyTorch's step ended with status ${status}.`);
  return JSON.parse(stdout) as { system: string; ms: number }[];
}
