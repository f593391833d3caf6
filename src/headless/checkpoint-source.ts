/** Finds the checkpoints that `resume` names, and what else is known of their run. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CHECKPOINT_TURNS } from '../core/checkpoint-names';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { CHECKPOINTS, checkpointPath } from './checkpoint-files';
import type { OptionsJson, RemoteFile } from './runner-protocol';
import { type ServedFiles, realPathOf } from './served-files';

/** A run to continue. */
export interface EarlierRun {
  /** Its checkpoints, for the page, which continues the newest. */
  remote: RemoteFile[];
  files: ServedFiles;
  /** Its callbacks. Undefined: not known. */
  callbacks: OptionsJson['callbacks'];
  /** Whether a folder is that of this run. */
  isIn(out: string): boolean;
}

/** Returns a run's folder. @param resume It, or its folder `checkpoints`. */
export const runFolderOf = (resume: string): string =>
  basename(resolve(resume)) === CHECKPOINTS ? dirname(resolve(resume)) : resume;

/**
 * Describes the run that `resume` names.
 *
 * @param resume A run's folder, or its folder `checkpoints`.
 * @throws {PupilaError} 'invalid-argument' if it has no checkpoints.
 */
export function describeCheckpoints(resume: string): EarlierRun {
  const folder = runFolderOf(resume);
  const paths = CHECKPOINT_TURNS.map((name) => join(folder, checkpointPath(name)));
  const found = paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (found.length === 0)
    throw invalidArgument(
      message`\`resume\` must be the folder of a run with checkpoints. A run makes its first one after 30 seconds or an epoch.`,
      { resume },
    );
  const address = (i: number): string => `checkpoint-${i}`;
  return {
    remote: found.map((name, i) => ({ url: address(i), name })),
    files: new Map(found.map((path, i) => [address(i), realPathOf(path)])),
    callbacks: callbacksOf(join(folder, 'run.json')),
    isIn: (out) => existsSync(out) && realPathOf(out) === realPathOf(folder),
  };
}

function callbacksOf(runJson: string): OptionsJson['callbacks'] {
  if (!existsSync(runJson)) return undefined;
  const { options } = JSON.parse(readFileSync(runJson, 'utf8')) as { options?: OptionsJson };
  return options?.callbacks;
}
