/** The flags that load weights into a model. */
import type { Command } from 'commander';
import { kebabCase } from '../core/spelling';
import { MATCHING, WEIGHTS_TABLE } from '../options/weights-table';

/** Adds the flags of `ModelArguments` but `--model`. */
export function addWeights(command: Command): Command {
  const text = (name: keyof typeof WEIGHTS_TABLE): string => plain(lowerFirst(WEIGHTS_TABLE[name].text.en));
  const network = "weights for the network of --model, or for the course's network without --model";
  command.option('--weights <file>', `${network}: .weights.h5, .h5, .keras, .zip`);
  for (const name of MATCHING) command.option(`--${kebabCase(name)}`, text(name));
  return command;
}

const lowerFirst = (text: string): string => text[0]?.toLowerCase() + text.slice(1);

/** Texts of the command line have the apostrophe of the keyboard. */
const plain = (text: string): string => text.replaceAll('’', "'");
