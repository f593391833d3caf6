/** The `--gpu` option: which WebGPU adapter the browser offers. */
import { type Command, Option } from 'commander';

export function addGpu(command: Command): Command {
  return command.addOption(
    new Option('--gpu <adapter>', 'WebGPU adapter that the browser may offer')
      .choices(['hardware', 'software', 'none'])
      .default('hardware'),
  );
}
