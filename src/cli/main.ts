#!/usr/bin/env node
/**
 * The `pupila` command: parses arguments, calls the headless API, prints. Exit codes: 0, 1 (failed), 2 (usage error),
 * 130 (stopped).
 */
import { Command, CommanderError } from 'commander';
import { batchesCommand } from './batches';
import { evaluateCommand } from './evaluate';
import { infoCommand } from './info';
import { predictCommand } from './predict';
import { previewCommand } from './preview';
import { serveCommand } from './serve';
import { summaryCommand } from './summary';
import { trainCommand } from './train';

declare const __PUPILA_VERSION__: string;

const program = new Command('pupila')
  .description(
    'Trains convolutional networks inside a browser: WebGPU on GPU hardware, SIMD WebAssembly elsewhere.',
  )
  .version(__PUPILA_VERSION__)
  .showHelpAfterError('(--help lists what is allowed)');

for (const command of [
  trainCommand(),
  batchesCommand(),
  previewCommand(),
  evaluateCommand(),
  predictCommand(),
  summaryCommand(),
  infoCommand(),
  serveCommand(),
]) {
  program.addCommand(command.exitOverride().showHelpAfterError('(--help lists what is allowed)'));
}

/** Writes the options that a message names in the API's spelling, such as `targetSize`, as flags of the command. */
function withFlags(text: string): string {
  const command = program.commands.find((each) => each.name() === process.argv[2]);
  const flags = new Map(command?.options.map((option) => [option.attributeName(), option.long]));
  return text.replace(/`(\w+)`/g, (quoted, name: string) =>
    flags.has(name) ? `\`${flags.get(name)}\`` : quoted,
  );
}

// The reader of a pipe may close it early: `pupila info | head -2`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.exitOverride().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { name, code, message } = error as Error & { code?: string };
    const stack = name !== 'PupilaError' && process.env['PUPILA_DEBUG'] ? `\n${(error as Error).stack}` : '';
    process.stderr.write(`${code === 'aborted' ? '' : 'error: '}${withFlags(message)}${stack}\n`);
    process.exitCode = code === 'invalid-argument' ? 2 : code === 'aborted' ? 130 : 1;
  }
}
