/** Runs PyTorch in a separate process, which is idle between steps. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

/** Returns null if no Python has PyTorch. `python`: the only one to try. */
export async function startTorch(python) {
  const has = (name) => spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
  const found = (python ? [python] : PYTHONS).find(has);
  if (!found) return null;
  const script = fileURLToPath(new URL('torch_step.py', import.meta.url));
  const child = spawn(found, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value);
  const { version, cpu } = await answer();
  return {
    version,
    /** The CPU instructions that it uses. */
    cpu,
    step(threads, layout, images) {
      child.stdin.write(`${threads} ${layout} ${images}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}
