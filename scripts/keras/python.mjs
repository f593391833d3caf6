/** Python with Keras: finds what is missing, and runs scripts in one process. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const RUNNER = fileURLToPath(new URL('run_scripts.py', import.meta.url));
/** Modules that the scripts import, with the packages that have them. */
const MODULES = {
  tensorflow: 'tensorflow-cpu',
  PIL: 'pillow',
  scipy: 'scipy',
  matplotlib: 'matplotlib',
  pydot: 'pydot',
};

/** Returns what to install, or null. */
export async function missing(python) {
  const code = `import importlib.util as u; print(*[m for m in ${JSON.stringify(Object.keys(MODULES))} if not u.find_spec(m)])`;
  const found = await promisify(execFile)(python, ['-c', code]).catch(() => null);
  if (!found)
    return `There is no Python at ${python}. Install Python 3, or name another: --python …, PUPILA_PYTHON=…`;
  const modules = found.stdout.split(/\s+/).filter(Boolean);
  const packages = modules.map((name) => MODULES[name]);
  if (packages.length > 0)
    return `${python} has not all packages that the code needs: ${python} -m pip install ${packages.join(' ')}`;
  const dot = await promisify(execFile)('dot', ['-V']).catch(() => null);
  return dot
    ? null
    : '`keras.utils.plot_model` needs the program `dot` of Graphviz (Debian: apt install graphviz).';
}

/** A Python process that runs one script after the other. */
export class KerasProcess {
  #child;
  #answers;
  #folder = mkdtempSync(join(tmpdir(), 'pupila-keras-'));
  #arrays = 0;

  constructor(python) {
    this.#child = spawn(python, [RUNNER], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.errors = '';
    this.#child.stderr.on('data', (text) => (this.errors = (this.errors + text).slice(-4000)));
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Runs a script. @returns `{ problems, largest }`: what differs, and the largest difference of each number. */
  async run({ code, folder, kernels = [], after = '', expected }) {
    const request = {
      code,
      folder,
      after,
      kernels: kernels.map((kernel) => this.#written(kernel)),
      expected: expected.map(({ array, atol = 0, rtol = 0, ...rest }) => ({
        ...rest,
        ...(array && { array: this.#written(array), atol, rtol }),
      })),
    };
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`Python has ended.\n${this.errors}`);
    return JSON.parse(value);
  }

  close() {
    this.#child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #written({ shape, data }) {
    const file = join(this.#folder, `${this.#arrays++ % 64}.f8`);
    writeFileSync(file, Buffer.from(Float64Array.from(data).buffer));
    return { shape, file };
  }
}
