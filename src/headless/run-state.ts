/** Says in `run.json` how a run ended, where the page can no longer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PupilaError } from '../core/errors';
import { jsonText } from './json-text';
import { ResultFiles } from './result-files';

const NAME = 'run.json';

/** A run that ended with an error. */
interface EndedRun {
  out: string;
  /** Milliseconds since 1970. What was written before is another run's. */
  startedAt: number;
  /** Whether it continues a run in the same folder. */
  isInPlace: boolean;
}

/**
 * Marks a run as failed, or as stopped. Of a new run that was stopped before its first step, nothing stays.
 *
 * @throws {PupilaError} 'invalid-argument' if it cannot be written.
 */
export async function markEnded({ out, startedAt, isInPlace }: EndedRun, error: unknown): Promise<void> {
  if (!existsSync(join(out, NAME))) return;
  const results = new ResultFiles({ folder: out, names: [NAME] });
  const handle = await results.open(NAME);
  if (!handle) return;
  const { mtimeMs } = await handle.stat();
  const run = JSON.parse(await handle.readFile('utf8')) as { state: string };
  await handle.close();
  if (mtimeMs < startedAt || run.state !== 'running') return;
  const isStop = error instanceof PupilaError && error.code === 'aborted';
  if (isStop && !isInPlace) return results.remove(NAME);
  const state = isStop ? 'stopped' : 'failed';
  const reason = error instanceof Error ? error.message : String(error);
  await results.write(NAME, Readable.from([jsonText({ ...run, state, reason })]));
}
