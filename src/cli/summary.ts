/** `pupila summary --model M`. */
import { Command } from 'commander';
import { summary } from '../headless/tasks';
import { interruptible, sayStopping } from './interrupt';
import { addTableOptions, takeTableOptions } from './table-options';
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
  return addTableOptions(command, 'summary').action(run);
}

interface Flags {
  model: string;
  classCount?: number;
}

async function run(flags: Flags): Promise<void> {
  const { options, rest } = takeTableOptions('summary', flags);
  const { model, classCount } = rest as Flags;
  const table = await interruptible(sayStopping, (signal) =>
    summary({ model, options, classes: classCount ?? null, signal }),
  );
  process.stdout.write(`${table}\n`);
}
