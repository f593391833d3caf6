/** Which WebGPU adapter the browser of a command may offer. */
import { type Command, Option } from 'commander';

export function addGpu(command: Command): Command {
  return command.addOption(
    new Option('--gpu <adapter>', 'WebGPU adapter that the browser may offer')
      .choices(['hardware', 'software', 'none'])
      .default('hardware'),
  );
}
