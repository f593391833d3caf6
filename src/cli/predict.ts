/** `pupila predict --model M IMAGE…`. */
import { Command } from 'commander';
import type { Gpu } from '../headless/browser';
import { MODEL_SOURCES, type ModelArguments } from '../headless/model-source';
import { predict } from '../headless/tasks';
import { interruptible, printStopping } from './interrupt';
import { printWarning } from './progress';
import { addGpu } from './gpu-option';
import { addTableOptions, splitTableOptions } from './table-options';
import { addWeights } from './weights-options';

/** Returns the command for the program. */
export function predictCommand(): Command {
  const command = new Command('predict')
    .description('compute the class probabilities of pictures')
    .argument('<image...>', 'picture files')
    .option('--model <model>', `${MODEL_SOURCES} (required without --weights)`);
  return addGpu(addTableOptions(addWeights(command), 'predict')).action(run);
}

interface Flags extends ModelArguments {
  gpu: Gpu;
}

async function run(images: string[], flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('predict', flags);
  const { gpu, ...network } = rest as Flags;
  const predictions = await interruptible(printStopping, (signal) =>
    predict({
      images,
      ...network,
      // A damaged picture must not prevent predictions for the others.
      options: { ...options, onError: 'skip' },
      gpu,
      onEvent: printWarning,
      signal,
    }),
  );
  if (predictions.length < images.length) process.exitCode = 1;
  for (const { name, predicted, probabilities } of predictions) {
    const all = Object.entries(probabilities).map(([label, p]) => `${label} ${p.toFixed(4)}`);
    const answer = Object.values(probabilities).some(Number.isNaN) ? 'not a number' : predicted;
    process.stdout.write(`${name}: ${answer} (${all.join(', ')})\n`);
  }
}
