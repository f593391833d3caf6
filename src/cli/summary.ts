/** `pupila summary --model M`. */
import { Command } from 'commander';
import { summary } from '../headless/tasks';
import type { OptionsJson } from '../headless/runner-protocol';
import { interruptible, sayStopping } from './interrupt';
import { addPictureShape } from './shared-options';
import { integer } from './values';

/** The command, ready to be added to the program. */
export function summaryCommand(): Command {
  const command = new Command('summary')
    .description('the table of layers, shapes and parameters that Keras prints')
    .requiredOption('--model <model>', "course, a run's folder, model.json, .keras or .h5 (required)")
    .option(
      '--class-count <n>',
      "number of classes (default: the model's; of the course's network 2)",
      integer(2),
    );
  return addPictureShape(command).action(run);
}

interface Flags extends OptionsJson {
  model: string;
  classCount?: number;
}

async function run({ model, classCount, ...options }: Flags): Promise<void> {
  const table = await interruptible(sayStopping, (signal) =>
    summary({ model, options, classes: classCount ?? null, signal }),
  );
  process.stdout.write(`${table}\n`);
}
