/** Checkpoints of a headless run: where it begins, and where it keeps them. */
import { type CheckpointStore, PupilaError, type RunCheckpoint, readCheckpoint } from '../../index';
import type { RemoteFile } from '../runner-protocol';
import { put } from './exchange';

/** Keeps checkpoints among the results. @param everySeconds Null: the default. */
export const checkpointStore = (everySeconds: number | null): CheckpointStore => ({
  write: (name, file) => put(`checkpoints/${name}`, file),
  ...(everySeconds !== null && { everySeconds }),
});

/**
 * Reads the newest of a run's checkpoints.
 *
 * @param warn Receives which ones cannot be read.
 * @throws {PupilaError} 'bad-checkpoint' if none can.
 */
export async function newestCheckpoint(
  files: readonly RemoteFile[],
  warn: (message: string) => void,
): Promise<RunCheckpoint> {
  let newest: RunCheckpoint | null = null;
  const problems: string[] = [];
  for (const { url, name } of files) {
    const response = await fetch(url);
    const read = await readCheckpoint(await response.blob()).catch((error: unknown) => {
      if (!(error instanceof PupilaError)) throw error;
      problems.push(`${error.message} Received: checkpoint=${name}`);
      return null;
    });
    if (read && (!newest || read.facts.savedAt > newest.facts.savedAt)) newest = read;
  }
  if (!newest) throw new PupilaError('bad-checkpoint', problems.join(' '));
  for (const problem of problems) warn(`${problem} The run continues from the other one.`);
  return newest;
}
