/** Says in `run.json` why a run failed, where the page can no longer. */
import { lstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param startedAt Milliseconds since 1970. What was written before is another run's. */
export function markFailed(out: string, startedAt: number, error: unknown): void {
  const path = join(out, 'run.json');
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.mtimeMs < startedAt) return;
  const run = JSON.parse(readFileSync(path, 'utf8')) as { state: string };
  if (run.state !== 'running') return;
  const failed = { ...run, state: 'failed', reason: error instanceof Error ? error.message : String(error) };
  const partial = `${path}.part`;
  writeFileSync(partial, `${JSON.stringify(failed, null, 2)}\n`);
  renameSync(partial, path);
}
