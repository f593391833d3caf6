/** Checkpoints of a headless run: where it begins, and where it keeps them. */
import { type CheckpointStore, type RunCheckpoint, newestCheckpoint } from '../../index';
import { checkpointPath } from '../checkpoint-files';
import type { RemoteFile } from '../runner-protocol';
import { copyResult, put } from './exchange';

/** Keeps checkpoints among the results. @param everySeconds Null: the default. */
export const checkpointStore = (everySeconds: number | null): CheckpointStore => ({
  write: (name, file) => put(checkpointPath(name), file),
  copy: (from, to) => copyResult(checkpointPath(from), checkpointPath(to)),
  ...(everySeconds !== null && { everySeconds }),
});

/**
 * Reads the newest of a run's checkpoints.
 *
 * @param warn Receives which ones cannot be read.
 * @throws {PupilaError} 'bad-checkpoint' if none can.
 */
export async function readRemote(
  remote: readonly RemoteFile[],
  warn: (message: string) => void,
): Promise<RunCheckpoint> {
  const files = new Map<string, Blob>();
  for (const { url, name } of remote) files.set(name, await (await fetch(url)).blob());
  const damaged: string[] = [];
  const newest = await newestCheckpoint(files, (name, { message }) => {
    damaged.push(`${message} Received: checkpoint=${name}`);
  });
  for (const problem of damaged) warn(`${problem} The run continues from the other one.`);
  return newest;
}
