/** `pupila batches DATA`. */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { batches } from '../headless/tasks';
import type { OptionsJson } from '../headless/runner-protocol';
import { interruptible, sayStopping } from './interrupt';
import { addReadOptions, addSeed, addShiftAxes } from './shared-options';
import { printWarning } from './progress';
import { augmentation, integer } from './values';

/** The command, ready to be added to the program. */
export function batchesCommand(): Command {
  const command = new Command('batches')
    .description(
      'writes the first batches of DATA as .npy arrays, equal to Keras flow_from_directory for equal seeds',
    )
    .argument('<data>', 'a .zip or .npz file, a folder of class folders, or a URL')
    .option(
      '--augment <what>',
      'course, none (pixels 0..1), or a JSON file of ImageDataGenerator arguments (default: pixels as they are)',
      augmentation,
    )
    .option('--batch-size <n>', 'images a batch', integer(1), 32)
    .addOption(
      new Option(
        '--class-mode <mode>',
        'labels (default: binary for two classes, categorical for more)',
      ).choices(['binary', 'sparse', 'categorical', 'input', 'none']),
    )
    .addOption(
      new Option('--subset <part>', 'which part').choices(['training', 'validation']).default('training'),
    )
    .option('--no-shuffle', 'keep the order of the files')
    .requiredOption('--count <n>', 'number of batches (required)', integer(1))
    .requiredOption('--out <dir>', 'folder for the arrays and index.json (required)');
  return addSeed(addShiftAxes(addReadOptions(command))).action(run);
}

interface Flags extends OptionsJson {
  augment?: unknown;
  subset: 'training' | 'validation';
  count: number;
  out: string;
}

async function run(data: string, flags: Flags): Promise<void> {
  const { augment = null, subset, count, out, ...options } = flags;
  const { written, seed } = await interruptible(sayStopping, (signal) =>
    batches({
      data,
      out: resolve(out),
      subset,
      count,
      augmentation: augment,
      options,
      onEvent: printWarning,
      signal,
    }),
  );
  process.stdout.write(`${written.length} files in ${resolve(out)} · seed ${seed}\n`);
}
