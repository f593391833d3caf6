/** Checkpoints of a headless run: where it begins, and where it keeps them. */
import { type CheckpointStore, type RunCheckpoint, newestCheckpoint } from '../../index';
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { OtherRun } from '../../internal';
import { checkpointPath } from '../checkpoint-files';
import type { RemoteFile } from '../runner-protocol';
import { copyResult, put } from './exchange';

/**
 * Keeps checkpoints among the results.
 *
 * @param everySeconds Null: the default.
 * @param onNotNeeded Receives the path of each file that a complete run no longer needs.
 */
export const checkpointStore = (
  everySeconds: number | null,
  onNotNeeded: (path: string) => void,
): CheckpointStore => ({
  write: (name, file) => put(checkpointPath(name), file),
  copy: (from, to) => copyResult(checkpointPath(from), checkpointPath(to)),
  remove: (name) => Promise.resolve(onNotNeeded(checkpointPath(name))),
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

/** Returns a checkpoint that gives a run no options but its seed: that of `BackupAndRestore`, with options of its own. */
export function withSeedOnly({ facts, ...arrays }: RunCheckpoint): RunCheckpoint {
  const { seed } = facts.options;
  return { ...arrays, facts: { ...facts, options: seed === undefined ? {} : { seed } } };
}

/** Says of the run that `BackupAndRestore` found what differs, and what to do. Other errors stay as they are. */
export function explainOtherRun(error: unknown): never {
  if (!(error instanceof OtherRun)) throw error;
  throw invalidArgument(
    message`\`out\` has an interrupted run with other data or options, which BackupAndRestore cannot continue. Name another folder, or replace that run with \`overwrite\`.`,
    error.received,
  );
}
