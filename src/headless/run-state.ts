/** Says in `run.json` why a run failed, where the page can no longer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { jsonText } from './json-text';
import { ResultFiles } from './result-files';

const NAME = 'run.json';

/**
 * @param startedAt Milliseconds since 1970. What was written before is another run's.
 * @throws {PupilaError} 'invalid-argument' if it cannot be written.
 */
export async function markFailed(out: string, startedAt: number, error: unknown): Promise<void> {
  if (!existsSync(join(out, NAME))) return;
  const results = new ResultFiles({ folder: out, names: [NAME] });
  const handle = await results.open(NAME);
  if (!handle) return;
  const { mtimeMs } = await handle.stat();
  const run = JSON.parse(await handle.readFile('utf8')) as { state: string };
  await handle.close();
  if (mtimeMs < startedAt || run.state !== 'running') return;
  const reason = error instanceof Error ? error.message : String(error);
  await results.write(NAME, Readable.from([jsonText({ ...run, state: 'failed', reason })]));
}
