/** `pupila preview DATA`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { preview } from '../headless/tasks';
import { interruptible, printStopping } from './interrupt';
import { printWarning } from './progress';
import { DATA_SEED, addTableOptions, splitTableOptions } from './table-options';
import { integer, pngFile } from './values';

/** Returns the command for the program. */
export function previewCommand(): Command {
  const command = new Command('preview')
    .description('draw a contact sheet of augmented training images with their classes, as a PNG')
    .argument('<data>', 'a .zip or .npz file, a folder of class folders, or a URL')
    .option('--count <n>', 'number of pictures', integer(1), 9)
    .option('--image <image>', 'show this image every time: its index or its file name')
    .option('--out <file>', 'the PNG to write', pngFile, 'sheet.png');
  return addTableOptions(command, 'preview', { seed: DATA_SEED }).action(run);
}

interface Flags {
  count: number;
  image?: string;
  out: string;
}

async function run(data: string, flags: Flags): Promise<void> {
  const { options, rest } = splitTableOptions('preview', flags);
  const { count, image, out } = rest as Flags;
  const imageOption = image === undefined ? {} : { image: /^\d+$/.test(image) ? Number(image) : image };
  const { images, width, height, seed } = await interruptible(printStopping, (signal) =>
    preview({
      data,
      out: resolve(out),
      count,
      options,
      onEvent: printWarning,
      signal,
      ...imageOption,
    }),
  );
  process.stdout.write(
    `${resolve(out)}: ${images.length} images · ${width}×${height} pixels · seed ${seed}\n`,
  );
  images.forEach(({ filename, label }, i) => process.stdout.write(`${i + 1}. ${label} · ${filename}\n`));
}
