/** Finds the checkpoints that `resume` names, and what else is known of their run. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CHECKPOINT_TURNS } from '../core/checkpoint-names';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { CHECKPOINTS, checkpointPath } from './checkpoint-files';
import type { OptionsJson, RemoteFile, RunState } from './runner-protocol';
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

/** What the callback `BackupAndRestore` finds in a run's folder. */
export interface InterruptedRun {
  /** Whether it can continue. Otherwise it ended before its first checkpoint, and begins anew. */
  hasCheckpoints: boolean;
}

/** Looks for a run that did not end in a folder. Null: there is none, or it is complete. */
export function interruptedRun(out: string): InterruptedRun | null {
  const states: readonly unknown[] = ['running', 'stopped', 'failed'] satisfies RunState[];
  if (!states.includes(readRunJson(out)?.state)) return null;
  return { hasCheckpoints: checkpointsIn(out).length > 0 };
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
  const found = checkpointsIn(folder);
  if (found.length === 0)
    throw invalidArgument(
      message`\`resume\` must be the folder of a run with checkpoints. A run makes its first one after 30 seconds or an epoch.`,
      { resume },
    );
  const address = (i: number): string => `checkpoint-${i}`;
  return {
    remote: found.map((name, i) => ({ url: address(i), name })),
    files: new Map(found.map((path, i) => [address(i), realPathOf(path)])),
    callbacks: readRunJson(folder)?.options?.callbacks,
    isIn: (out) => existsSync(out) && realPathOf(out) === realPathOf(folder),
  };
}

function checkpointsIn(folder: string): string[] {
  const paths = CHECKPOINT_TURNS.map((name) => join(folder, checkpointPath(name)));
  return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

function readRunJson(folder: string): { state?: unknown; options?: OptionsJson } | null {
  const path = join(folder, 'run.json');
  if (!existsSync(path)) return null;
  return JSON.parse(readFileSync(path, 'utf8')) as { state?: unknown; options?: OptionsJson };
}
