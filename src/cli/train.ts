/** `pupila train DATA`. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command, Option } from 'commander';
import type { Gpu } from '../headless/browser';
import { RUN_FORMATS, WRITABLE_FORMATS, type WritableFormat } from '../formats/registry';
import { MODEL_SOURCES, type ModelArguments } from '../headless/model-source';
import { runFolderOf } from '../headless/checkpoint-source';
import { trainIn } from '../headless/train';
import { interruptible } from './interrupt';
import { addGpu } from './gpu-option';
import { Progress, outcome } from './progress';
import { addTableOptions, splitTableOptions } from './table-options';
import { addWeights } from './weights-options';
import { list } from './values';

/** The built-in data set of drawn cats and dogs, next to this program. */
const BUILTIN = join(dirname(fileURLToPath(import.meta.url)), 'page', 'drawn_cats_and_dogs.zip');

/** Default of --out. */
const LATEST = 'runs/latest';

/** Steps per epoch on the built-in data set. It is small, so with the course's batches this is several rounds. */
const BUILTIN_STEPS = 16;

/** The formats of models that can be written, with their files. */
const FORMAT_NAMES = WRITABLE_FORMATS.map(({ id, files }) => `${id} (${files.join(', ')})`).join('; ');

/** Returns the command for the program. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description('train a network on DATA, and write history, steps, run, report and model into --out')
    .addArgument(
      new Argument('[data]', 'a .zip or .npz file, a folder of class folders, or a URL').default(
        BUILTIN,
        'the built-in data set',
      ),
    )
    .option('--model <model>', `course, ${MODEL_SOURCES}`, 'course')
    .option('--validation-data <data>', 'another data set to validate on')
    .option('--out <dir>', `folder for the results (default: ${LATEST}, whose results are replaced)`)
    .addOption(
      new Option(
        '--formats <names>',
        `formats to write the model in: ${FORMAT_NAMES} (default: ${RUN_FORMATS.join(' and ')}, where possible)`,
      ).argParser(list),
    )
    .option('--resume <dir>', 'continue the run in this folder, to the same bits; --out defaults to it')
    .option('--overwrite', 'replace the results of an earlier run in --out')
    .addOption(
      new Option('--checkpoint-seconds <n>', 'seconds between two checkpoints (default: 30)').argParser(
        Number,
      ),
    )
    .option('--no-revectorize', 'do not compute on 256 bits at a time, even where the results are equal')
    .option('--quiet', 'print the result and warnings only');
  addTableOptions(addWeights(command), 'train', {
    stepsPerEpoch: {
      text: `steps per epoch; on the built-in data set ${BUILTIN_STEPS}`,
    },
  });
  return addGpu(command).action(run);
}

interface Flags extends ModelArguments {
  validationData?: string;
  out?: string;
  formats?: readonly WritableFormat[];
  quiet?: boolean;
  resume?: string;
  overwrite?: boolean;
  checkpointSeconds?: number;
  revectorize: boolean;
  gpu: Gpu;
}

async function run(data: string, flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('train', flags);
  const { validationData, formats, quiet = false, gpu, overwrite = false, ...network } = rest as Flags;
  const { resume } = network;
  const out = network.out ?? (resume ? runFolderOf(resume) : LATEST);
  // A run that continues has its own.
  if (data === BUILTIN && !resume) options.stepsPerEpoch ??= BUILTIN_STEPS;
  const progress = new Progress({ quiet });
  const printStopping = (): void =>
    progress.note('stopping; what was trained is saved (Ctrl-C again discards it)');
  try {
    const result = await interruptible(printStopping, (signal) =>
      trainIn(
        {
          data,
          validationData: validationData ?? null,
          ...network,
          out: resolve(out),
          overwrite,
          ...(formats && { formats }),
          gpu,
          options,
          onEvent: (event) => progress.show(event),
          signal,
        },
        { isReplaced: out === LATEST },
      ),
    );
    progress.end();
    process.stdout.write(`${outcome(result)}\nresults: ${resolve(out)}\n`);
    process.stdout.write(`report:  ${resolve(out, 'report.html')}\n`);
    if (result.stopped) {
      process.stdout.write(`continue with --resume ${out}\n`);
      process.exitCode = 130;
    }
  } finally {
    progress.end();
  }
}
