/** `pupila evaluate DATA --model M`. */
import { Command, Option } from 'commander';
import type { Gpu } from '../headless/browser';
import { MODEL_SOURCES, type ModelArguments } from '../headless/model-source';
import { jsonText } from '../headless/json-text';
import type { EvaluateResult } from '../headless/runner-protocol';
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
      'compute loss, accuracy, precision, recall, F1 and confusion matrix on each part of DATA, without augmentation',
    )
    .argument('<data>', 'a .zip or .npz file, a folder of class folders, or a URL')
    .option('--model <model>', `${MODEL_SOURCES} (required without --weights)`)
    .addOption(
      new Option('--part <part>', 'which part (default: every part that DATA has)').choices([
        'training',
        'validation',
      ]),
    )
    .addOption(
      new Option('--format <name>', 'json: all figures as an object (default: tables for people)').choices([
        'json',
      ]),
    );
  return addGpu(addTableOptions(addWeights(command), 'evaluate')).action(run);
}

interface Flags extends ModelArguments {
  gpu: Gpu;
  part?: 'training' | 'validation';
  format?: 'json';
}

async function run(data: string, flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('evaluate', flags);
  const { format, ...task } = rest as Flags;
  const result = await interruptible(printStopping, (signal) =>
    evaluate({ data, ...task, options, onEvent: printWarning, signal }),
  );
  process.stdout.write(format === 'json' ? jsonText(result) : tablesOf(result));
}

/** Returns the tables of each part. */
function tablesOf({ classes, ...parts }: EvaluateResult): string {
  const width = Math.max(10, ...classes.map((name) => name.length + 1));
  const row = (cells: readonly unknown[]): string =>
    `${cells.map((cell) => String(cell).padStart(width)).join('')}\n`;
  const tables = (['training', 'validation'] as const).map((part) => {
    const figures = parts[part];
    if (!figures) return '';
    const { samples, loss, accuracy, perClass, confusion } = figures;
    return [
      `${part}: ${samples} images · loss ${loss.toFixed(4)} · accuracy ${accuracy.toFixed(4)}\n`,
      row(['', 'precision', 'recall', 'F1', 'support']),
      ...perClass.map(({ name, precision, recall, f1, support }) =>
        row([name, ...[precision, recall, f1].map((share) => share.toFixed(4)), support]),
      ),
      'rows: actual class; columns: predicted class\n',
      row(['', ...classes]),
      ...confusion.map((counts, i) => row([classes[i], ...counts])),
    ].join('');
  });
  return tables.filter((table) => table !== '').join('\n');
}
