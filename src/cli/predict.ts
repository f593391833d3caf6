/** `pupila predict --model M IMAGE…`. */
import { once } from 'node:events';
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { Command, Option } from 'commander';
import type { Gpu } from '../headless/browser';
import { MODEL_SOURCES, type ModelArguments } from '../headless/model-source';
import { predictEach } from '../headless/predict';
import { PREDICTION_FORMATS, type PredictionFormat, predictionText } from '../headless/prediction-text';
import { ResultFiles } from '../headless/result-files';
import type { PredictionLine } from '../headless/runner-protocol';
import { interruptible } from './interrupt';
import { Progress, pluralize } from './progress';
import { addGpu } from './gpu-option';
import { addTableOptions, splitTableOptions } from './table-options';
import { addWeights } from './weights-options';

/** A damaged picture must not prevent predictions for the others. */
const ON_ERROR = { default: 'skip' } as const;

/** Returns the command for the program. */
export function predictCommand(): Command {
  const command = new Command('predict')
    .description('compute the class probabilities of pictures')
    .argument('<image...>', 'picture files, folders with pictures at any depth, and .zip files of pictures')
    .option('--model <model>', `${MODEL_SOURCES} (required without --weights)`)
    .addOption(
      new Option(
        '--format <name>',
        'csv: file, class, probability of each class; json: the same in an array (default: for people)',
      ).choices(PREDICTION_FORMATS),
    )
    .option('--out <file>', 'file for the predictions (default: the terminal)');
  return addGpu(addTableOptions(addWeights(command), 'predict', { onError: ON_ERROR })).action(run);
}

interface Flags extends ModelArguments {
  gpu: Gpu;
  format?: PredictionFormat;
  out?: string;
}

async function run(images: string[], flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('predict', flags);
  const { gpu, format, out, ...network } = rest as Flags;
  const target = out === undefined ? null : resolve(out);
  const file = target && new ResultFiles({ folder: dirname(target), names: [basename(target)] });
  // A bar between the lines would garble them.
  const progress = new Progress({ quiet: !file && process.stdout.isTTY });
  const counts = { predicted: 0, unreadable: 0 };
  async function* counted(lines: AsyncIterable<PredictionLine>): AsyncGenerator<PredictionLine> {
    for await (const line of lines) {
      counts['error' in line ? 'unreadable' : 'predicted'] += 1;
      yield line;
    }
  }
  const note = (): void => progress.note('stopping; predictions so far are kept (Ctrl-C again ends at once)');
  try {
    await interruptible(note, async (signal) => {
      const lines = counted(
        predictEach({
          images,
          ...network,
          options: { onError: ON_ERROR.default, ...options },
          gpu,
          onEvent: (event) => progress.show(event),
          signal,
        }),
      );
      const text = format ? predictionText(lines, format) : textForPeople(lines);
      if (file && target) await file.write(basename(target), Readable.from(text));
      else for await (const piece of text) await print(piece);
      if (signal.aborted) process.exitCode = 130;
      else if (counts.unreadable > 0) process.exitCode = 1;
    });
  } finally {
    progress.end();
  }
  if (!target) return;
  const failed = counts.unreadable > 0 ? ` · ${pluralize(counts.unreadable, 'picture')} unreadable` : '';
  process.stdout.write(`${pluralize(counts.predicted, 'prediction')} in ${target}${failed}\n`);
}

async function* textForPeople(lines: AsyncIterable<PredictionLine>): AsyncGenerator<string> {
  for await (const line of lines) {
    if ('error' in line) continue;
    const { name, predicted, probabilities } = line;
    const all = Object.entries(probabilities).map(([label, p]) => `${label} ${p.toFixed(4)}`);
    yield `${name}: ${predicted} (${all.join(', ')})\n`;
  }
}

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
