/** `pupila summary --model M`. */
import { Command, Option } from 'commander';
import { MODEL_SOURCES, type ModelArguments } from '../headless/model-source';
import { summary } from '../headless/tasks';
import { interruptible, printStopping } from './interrupt';
import { addTableOptions, splitTableOptions } from './table-options';
import { addWeights } from './weights-options';
import { integer } from './values';

/** No pictures are read. */
const TARGET_SIZE = { text: 'Height and width of the pictures that the network takes' };

/** Returns the command for the program. */
export function summaryCommand(): Command {
  const command = new Command('summary')
    .description('print the table of layers, shapes and parameters, as Keras does')
    .option('--model <model>', `course, ${MODEL_SOURCES} (required without --weights)`)
    .option(
      '--classes <n>',
      "number of classes (default: the model's, or 2 for the course's network)",
      integer(2),
    )
    .addOption(new Option('--class-count <n>', 'earlier name of --classes').argParser(integer(2)).hideHelp());
  return addTableOptions(addWeights(command), 'summary', { targetSize: TARGET_SIZE }).action(run);
}

interface Flags extends ModelArguments {
  classes?: number;
  classCount?: number;
}

async function run(flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('summary', flags);
  const { classCount = null, classes = classCount, ...network } = rest as Flags;
  const table = await interruptible(printStopping, (signal) =>
    summary({ ...network, options, classes, signal }),
  );
  process.stdout.write(`${table}\n`);
}
