/** The flags that load weights into a model. */
import type { Command } from 'commander';

/** Adds the flags of `ModelArguments` but `--model`. */
export function addWeights(command: Command): Command {
  return command
    .option(
      '--weights <file>',
      "weights for the model, or for the course's network if there is no --model: .weights.h5, .h5, .keras",
    )
    .option('--by-name', "load the weights of layers whose names are in the file, as Keras's by_name")
    .option('--skip-mismatch', "skip weights that do not fit, with a warning, as Keras's skip_mismatch");
}
