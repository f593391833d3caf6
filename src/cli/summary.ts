/** `pupila summary --model M`. */
import { Command, Option } from 'commander';
import { summary } from '../headless/tasks';
import { integer, size } from './values';

/** The command, ready to be added to the program. */
export function summaryCommand(): Command {
  return new Command('summary')
    .description('the table of layers, shapes and parameters that Keras prints')
    .requiredOption('--model <model>', "course, a run's folder, model.json, .keras or .h5")
    .option('--target-size <HxW>', "input size of the course's network", size, [150, 150] as [number, number])
    .addOption(
      new Option('--color-mode <mode>', 'its channels').choices(['rgb', 'grayscale', 'rgba']).default('rgb'),
    )
    .option('--class-count <n>', 'its number of classes', integer(2), 2)
    .action(run);
}

async function run(flags: Record<string, unknown>): Promise<void> {
  const { model, targetSize, colorMode, classCount } = flags as {
    model: string;
    targetSize: [number, number];
    colorMode: string;
    classCount: number;
  };
  const channels = colorMode === 'grayscale' ? 1 : colorMode === 'rgba' ? 4 : 3;
  const table = await summary(model, { inputShape: [...targetSize, channels], classes: classCount });
  process.stdout.write(`${table}\n`);
}
