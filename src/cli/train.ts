/** `pupila train DATA`. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import type { Gpu } from '../headless/browser';
import { train } from '../headless/train';
import { interruptible } from './interrupt';
import { addGpu } from './gpu-option';
import { Progress, outcome } from './progress';
import { addTableOptions, splitTableOptions } from './table-options';

/** The built-in data set of drawn cats and dogs, next to this program. */
const BUILTIN = join(dirname(fileURLToPath(import.meta.url)), 'page', 'drawn_cats_and_dogs.zip');

/** The course's steps per epoch. The data set is small, so this is several rounds. */
const BUILTIN_STEPS = 16;

/** Returns the command for the program. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description(
      'trains a network on DATA and writes history, steps, run, report and the model, for tfjs (model/) and Keras (model.keras), into --out',
    )
    .addArgument(
      new Argument('[data]', 'a .zip or .npz file, a folder of class folders, or a URL').default(
        BUILTIN,
        'the built-in data set',
      ),
    )
    .option('--model <model>', "course, or a file: a run's folder, model.json, .keras or .h5", 'course')
    .option('--validation-data <data>', 'another data set to validate on')
    .option('--out <dir>', 'folder for the results', 'runs/latest')
    .option('--quiet', 'print the result and warnings only');
  addTableOptions(command, 'train', {
    stepsPerEpoch: {
      text: `steps per epoch; on the built-in data set ${BUILTIN_STEPS}, as in the course`,
    },
  });
  return addGpu(command).action(run);
}

interface Flags {
  model: string;
  validationData?: string;
  out: string;
  quiet?: boolean;
  gpu: Gpu;
}

async function run(data: string, flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('train', flags);
  const { model, validationData, out, quiet = false, gpu } = rest as Flags;
  if (data === BUILTIN) options.stepsPerEpoch ??= BUILTIN_STEPS;
  const progress = new Progress({ quiet });
  const printStopping = (): void =>
    progress.note('stopping; what was trained is saved (Ctrl-C again drops it)');
  try {
    const result = await interruptible(printStopping, (signal) =>
      train({
        data,
        validationData: validationData ?? null,
        model,
        out: resolve(out),
        gpu,
        options,
        onEvent: (event) => progress.show(event),
        signal,
      }),
    );
    progress.end();
    process.stdout.write(`${outcome(result)}\nresults: ${resolve(out)}\n`);
    process.stdout.write(`report:  ${resolve(out, 'report.html')}\n`);
    if (result.stopped) process.exitCode = 130;
  } finally {
    progress.end();
  }
}
