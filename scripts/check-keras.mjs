/**
 * `npm run check:keras`: opens the built lesson, goes through its labs with many settings, runs the Keras code that each
 * shows in Python, and compares what it computes with the numbers of the lab. Three parts compare tables of
 * fixtures with the Keras that is installed: its options, what its callbacks do, and what `fit` computes with its arguments. `--help` says how to call it.
 *
 * To add a part, write a generator of cases in `keras/parts` and list it in `PARTS`. A case has a `name`, the `code` that
 * is shown, the `folder` to run it in, and `expected`: numbers of the lesson beside Python expressions; optionally
 * `kernels`, the initial weights, and `after`, Python that runs after the code. Each part says its tolerances and why.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { WorkFolder } from './keras/files.mjs';
import { augmentation } from './keras/parts/augmentation.mjs';
import { callbacks } from './keras/parts/callbacks.mjs';
import { convolution } from './keras/parts/convolution.mjs';
import { fit } from './keras/parts/fit.mjs';
import { inside } from './keras/parts/inside.mjs';
import { layer } from './keras/parts/layer.mjs';
import { loaded } from './keras/parts/loaded.mjs';
import { network } from './keras/parts/network.mjs';
import { options } from './keras/parts/options.mjs';
import { pooling } from './keras/parts/pooling.mjs';
import { training } from './keras/parts/training.mjs';
import { KerasProcess, missing } from './keras/python.mjs';

const PARTS = {
  convolution,
  layer,
  pooling,
  network,
  augmentation,
  training,
  loaded,
  inside,
  options,
  callbacks,
  fit,
};

const HELP = `npm run check:keras -- [--python <path>] [part …]

Compares the Keras code that the built lesson shows with the numbers that it shows.
Build the lesson first: npm run setup.

  --python <path>  Python with tensorflow-cpu, pillow, scipy, matplotlib and pydot.
                   Default: PUPILA_PYTHON, else python3. Graphviz is needed too.
  --code           also prints the code of scripts that differ
  part             ${Object.keys(PARTS).join(', ')}. Default: all

Exits with 1 if something differs, and with 2 if something is missing.`;

const { values, positionals } = readArguments();
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const unknown = positionals.filter((name) => !(name in PARTS));
if (unknown.length > 0) giveUp(`A part is one of ${Object.keys(PARTS).join(', ')}. Received: ${unknown}`);
if (!existsSync('dist/page/index.html')) giveUp('The lesson is not built: npm run setup');
const python = values.python ?? process.env.PUPILA_PYTHON ?? 'python3';
const lack = await missing(python);
if (lack) giveUp(lack);

const { openLesson } = await import('./keras/lesson-page.mjs');
const lesson = await openLesson();
const folders = new WorkFolder();
const keras = new KerasProcess(python);
let [total, different] = [0, 0];
try {
  for (const [name, cases] of Object.entries(PARTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    for await (const each of cases({ lesson, folders })) report(name, each, await keras.run(each));
  }
} finally {
  keras.close();
  folders.remove();
  await lesson.close();
}
console.log(`${total} scripts, ${total - different} equal, ${different} different`);
process.exitCode = different > 0 ? 1 : 0;

function report(part, { name, code }, { problems, largest }) {
  total++;
  const gaps = Object.entries(largest).filter(([, value]) => value !== null);
  const worst = gaps.map(([what, value]) => `${what} ${value.toPrecision(2)}`).join(', ');
  console.log(`${problems.length === 0 ? 'equal    ' : 'DIFFERENT'} ${part}: ${name}  [${worst}]`);
  if (problems.length === 0) return;
  different++;
  for (const problem of problems) console.log(problem.replace(/^/gm, '          '));
  if (values.code) console.log(code.replace(/^/gm, '        | '));
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        python: { type: 'string' },
        code: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return giveUp(`${error.message}\n\n${HELP}`);
  }
}

function giveUp(message) {
  console.error(message);
  process.exit(2);
}
