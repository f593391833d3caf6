/** Options that several commands share. */
import { type Command, Option } from 'commander';
import { integer, list, number, seed, size } from './values';

const share = number('a number of at least 0 and below 1', (value) => value >= 0 && value < 1);

/** Height, width and channels of pictures. No defaults here: a model or an .npz file may have its own. */
export function addPictureShape(command: Command): Command {
  return command
    .option(
      '--target-size <HxW>',
      "height and width that pictures are resized to (default: a loaded model's, else 150x150)",
      size,
    )
    .addOption(
      new Option(
        '--color-mode <mode>',
        "channels of the images (default: a loaded model's, else rgb)",
      ).choices(['rgb', 'grayscale', 'rgba']),
    );
}

/** How pictures become arrays. */
export function addReadOptions(command: Command): Command {
  return addPictureShape(command)
    .addOption(
      new Option(
        '--interpolation <filter>',
        "how pictures are resized: Pillow's filters (default: a loaded model's, else nearest)",
      ).choices(['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming']),
    )
    .option(
      '--keep-aspect-ratio',
      "cut out the middle instead of squeezing (default: a loaded model's, else not)",
    )
    .option('--classes <names>', 'class folders in the order of their indices (default: all, sorted)', list)
    .option('--validation-split <share>', 'share of each class set apart for validation', share, 0)
    .addOption(
      new Option('--on-error <what>', 'pictures that cannot be read: end with an error, or leave them out')
        .choices(['raise', 'skip'])
        .default('raise'),
    )
    .option('--workers <n>', 'data workers (default: as many as suit the machine)', integer(1));
}

/** Which backend computes, and in which browser. */
export function addBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', 'what computes').choices(['auto', 'webgpu', 'wasm']).default('auto'),
    )
    .addOption(
      new Option('--gpu <adapter>', 'WebGPU adapter that the browser may offer')
        .choices(['hardware', 'software', 'none'])
        .default('hardware'),
    );
}

/** Which axis augmentation's shifts move. */
export function addShiftAxes(command: Command): Command {
  return command.addOption(
    new Option(
      '--shift-axes <axes>',
      "shifts as in Keras 3 (width_shift_range moves rows), or corrected (default: the --augment file's, or keras)",
    ).choices(['keras', 'corrected']),
  );
}

/** The seed of everything random. */
export function addSeed(command: Command): Command {
  return command.option(
    '--seed <n>',
    'seed of weights, order and augmentation (default: a new one, reported)',
    seed,
  );
}
