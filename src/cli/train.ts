/** `pupila train DATA`. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command, Option } from 'commander';
import type { Gpu } from '../headless/browser';
import type { OptionsJson } from '../headless/runner-protocol';
import { train } from '../headless/train';
import { interruptible } from './interrupt';
import { addBackendOptions, addReadOptions, addSeed, addShiftAxes } from './shared-options';
import { Progress, outcome } from './progress';
import { augmentation, integer, number } from './values';

/** The built-in data set: drawn cats and dogs, beside this program. */
const BUILTIN = join(dirname(fileURLToPath(import.meta.url)), 'page', 'drawn_cats_and_dogs.zip');

/** The course's number of steps an epoch: several rounds of these few pictures. */
const BUILTIN_STEPS = 16;

/** The command, ready to be added to the program. */
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
    .option('--epochs <n>', 'rounds of training', integer(1), 10)
    .option('--batch-size <n>', 'images a step', integer(1), 128)
    .option(
      '--augment <what>',
      'course, none, or a JSON file of ImageDataGenerator arguments',
      augmentation,
      'course',
    )
    .option('--model <model>', "course, or a file: a run's folder, model.json, .keras or .h5", 'course')
    .addOption(
      new Option('--optimizer <name>', "optimizer (default: that of the model's file, else adam)").choices([
        'adam',
        'sgd',
        'rmsprop',
      ]),
    )
    .option(
      '--learning-rate <x>',
      "learning rate (default: that of the file if the optimizer is the file's, else 0.001)",
      number('a number above 0', (x) => x > 0),
    )
    .option(
      '--momentum <x>',
      'momentum of sgd and rmsprop (default: as the learning rate, else 0)',
      number('at least 0, below 1', (x) => x >= 0 && x < 1),
    )
    .option(
      '--steps-per-epoch <n>',
      `steps an epoch (default: one round of the images; on the built-in data set ${BUILTIN_STEPS}, as in the course)`,
      integer(1),
    )
    .option('--validation-steps <n>', 'validation batches (default: one round)', integer(1))
    .option('--validation-data <data>', 'another data set to validate on')
    .addOption(
      new Option(
        '--class-mode <mode>',
        'labels (default: binary for two classes, categorical for more)',
      ).choices(['binary', 'sparse', 'categorical']),
    )
    .option('--no-shuffle', 'keep the order of the files')
    .option(
      '--time-budget <ms>',
      'work between two yields of the main thread',
      number('above 0', (x) => x > 0),
      12,
    )
    .option('--threads <n>', 'threads of WebAssembly (default: one a core)', integer(1))
    .option('--out <dir>', 'folder for the results', 'runs/latest')
    .option('--quiet', 'print the result and warnings only');
  return addSeed(addBackendOptions(addShiftAxes(addReadOptions(command)))).action(run);
}

interface Flags extends OptionsJson {
  augment: unknown;
  model: string;
  validationData?: string;
  out: string;
  quiet?: boolean;
  gpu: Gpu;
  timeBudget: number;
}

async function run(data: string, flags: Flags): Promise<void> {
  const { augment, model, validationData, out, quiet = false, gpu, timeBudget, ...options } = flags;
  if (data === BUILTIN) options.stepsPerEpoch ??= BUILTIN_STEPS;
  const progress = new Progress({ quiet });
  const sayStopping = (): void =>
    progress.note('stopping; what was trained is saved (Ctrl-C again drops it)');
  try {
    const result = await interruptible(sayStopping, (signal) =>
      train({
        data,
        validationData: validationData ?? null,
        model,
        augmentation: augment,
        out: resolve(out),
        gpu,
        options: { ...options, timeBudgetMs: timeBudget },
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
