/** `pupila serve`: serves the page on this machine, cross-origin isolated. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { startServer } from '../headless/server';
import { interruptible } from './interrupt';
import { integer } from './values';

/** Returns the command for the program. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the lesson, in Spanish and English, on this machine')
    .option('--port <n>', 'port; 0 for any free one', integer(0, 65535), 8080)
    .action(run);
}

async function run({ port }: { port: number }): Promise<void> {
  const root = dirname(fileURLToPath(import.meta.url));
  const server = await startServer({ root, page: join(root, 'page'), port });
  process.stdout.write(`Pupila is at ${server.url}/ (Ctrl-C ends it)\n`);
  const printStopped = (): void => void process.stderr.write('stopped\n');
  await interruptible(printStopped, (signal) => new Promise((end) => signal.addEventListener('abort', end)));
  await server.close();
  process.exitCode = 130;
}
