/** `pupila evaluate DATA --model M`. */
import { Command } from 'commander';
import type { Gpu } from '../headless/browser';
import { MODEL_SOURCES, type ModelArguments } from '../headless/model-source';
import { evaluate } from '../headless/tasks';
import { interruptible, printStopping } from './interrupt';
import { printWarning } from './progress';
import { addGpu } from './gpu-option';
import { addTableOptions, splitTableOptions } from './table-options';
import { addWeights } from './weights-options';

/** Returns the command for the program. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description(
      "compute loss, accuracy and confusion matrix on DATA's validation part, or on all of DATA if it has none",
    )
    .argument('<data>', 'a .zip or .npz file, a folder of class folders, or a URL')
    .option('--model <model>', `${MODEL_SOURCES} (required without --weights)`);
  return addGpu(addTableOptions(addWeights(command), 'evaluate')).action(run);
}

interface Flags extends ModelArguments {
  gpu: Gpu;
}

async function run(data: string, flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('evaluate', flags);
  const { gpu, ...network } = rest as Flags;
  const { part, samples, loss, accuracy, classes, confusion } = await interruptible(printStopping, (signal) =>
    evaluate({
      data,
      ...network,
      options,
      gpu,
      onEvent: printWarning,
      signal,
    }),
  );
  const facts = `${part}: ${samples} images · loss ${loss.toFixed(4)}`;
  // NaN outputs have no class, so accuracy and confusion matrix have no meaning.
  if (Number.isNaN(loss)) return void process.stdout.write(`${facts}\n`);
  process.stdout.write(`${facts} · accuracy ${accuracy.toFixed(4)}\n`);
  const width = Math.max(8, ...classes.map((name) => name.length + 1));
  const row = (cells: readonly unknown[]): string =>
    `${cells.map((cell) => String(cell).padStart(width)).join('')}\n`;
  process.stdout.write('rows: actual class; columns: predicted class\n' + row(['', ...classes]));
  confusion.forEach((counts, i) => process.stdout.write(row([classes[i], ...counts])));
}
