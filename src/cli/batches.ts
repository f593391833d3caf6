/** `pupila batches DATA`. */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { batches } from '../headless/tasks';
import type { ClassMode } from '../core/types';
import { interruptible, printStopping } from './interrupt';
import { DATA_SEED, addTableOptions, splitTableOptions } from './table-options';
import { printWarning } from './progress';
import { integer, readAugmentation } from './values';

/** Keras's default. */
const BATCH_SIZE = { default: 32 };

/** Returns the command for the program. */
export function batchesCommand(): Command {
  const command = new Command('batches')
    .description(
      "write the first batches of DATA as .npy arrays; with equal seeds, equal to those of Keras's flow_from_directory",
    )
    .argument('<data>', 'a .zip or .npz file, a folder of class folders, or a URL')
    .option(
      '--augment <what>',
      'course, none (pixels 0..1), or a JSON file of ImageDataGenerator arguments (default: pixels as they are)',
      readAugmentation,
    )
    .addOption(
      new Option(
        '--class-mode <mode>',
        'labels (default: binary for two classes, categorical for more)',
      ).choices(['binary', 'sparse', 'categorical', 'input', 'none']),
    )
    .addOption(
      new Option('--subset <part>', 'which part').choices(['training', 'validation']).default('training'),
    )
    .requiredOption('--count <n>', 'number of batches (required)', integer(1))
    .requiredOption('--out <dir>', 'folder for the arrays and index.json (required)');
  return addTableOptions(command, 'batches', { batchSize: BATCH_SIZE, seed: DATA_SEED }).action(run);
}

interface Flags {
  augment?: unknown;
  classMode?: ClassMode;
  subset: 'training' | 'validation';
  count: number;
  out: string;
}

async function run(data: string, flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('batches', flags);
  const { augment = null, classMode, subset, count, out } = rest as Flags;
  const { written, seed } = await interruptible(printStopping, (signal) =>
    batches({
      data,
      out: resolve(out),
      subset,
      count,
      augmentation: augment,
      options: { batchSize: BATCH_SIZE.default, ...options, ...(classMode && { classMode }) },
      onEvent: printWarning,
      signal,
    }),
  );
  process.stdout.write(`${written.length} files in ${resolve(out)} · seed ${seed}\n`);
}
