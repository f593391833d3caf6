/** Runs a Python script in a separate process, which is idle between questions. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

/**
 * Starts a script in a Python that has a module. The script writes one line of JSON at its start, and one for each line
 * that it reads. Returns null if no Python has the module.
 *
 * @param file The script, beside the importing module: `import.meta.url`.
 * @param python The only one to try.
 */
export async function startPython({ file, from, module, python, env = {} }) {
  const has = (name) => spawnSync(name, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
  const found = (python ? [python] : PYTHONS).find(has);
  if (!found) return null;
  const child = spawn(found, [fileURLToPath(new URL(file, from))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${file} ended with an error.`);
    return JSON.parse(value);
  };
  return {
    /** The line that it wrote at its start. */
    about: await answer(),
    ask(question) {
      child.stdin.write(`${question}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}
