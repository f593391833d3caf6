/** `pupila serve`: the page, cross-origin isolated, on this machine. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { startServer } from '../headless/server';
import { integer } from './values';

/** The command, ready to be added to the program. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serves the lesson, in Spanish and English, on this machine')
    .option('--port <n>', 'port; 0 takes any that is free', integer(0, 65535), 8080)
    .action(run);
}

async function run({ port }: { port: number }): Promise<void> {
  const root = dirname(fileURLToPath(import.meta.url));
  const server = await startServer({ root, page: join(root, 'page'), port });
  process.stdout.write(`Pupila is at ${server.url}/ (Ctrl-C ends it)\n`);
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await server.close();
}
