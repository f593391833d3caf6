/** Finds the checkpoints that `resume` names. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { CHECKPOINTS, TURNS } from './checkpoint-files';
import type { RemoteFile } from './runner-protocol';
import { type ServedFiles, realPathOf } from './served-files';

/**
 * Describes the checkpoints of a run for the page, which continues the newest.
 *
 * @param resume A run's folder, or its folder `checkpoints`.
 * @throws {PupilaError} 'invalid-argument' if there are none.
 */
export function describeCheckpoints(resume: string): { remote: RemoteFile[]; files: ServedFiles } {
  const inRun = checkpointsIn(join(resume, CHECKPOINTS));
  const found = inRun.length > 0 ? inRun : checkpointsIn(resume);
  if (found.length === 0)
    throw invalidArgument(
      message`\`resume\` must be the folder of a run with checkpoints. A run makes its first one after 30 seconds or an epoch.`,
      { resume },
    );
  const address = (i: number): string => `checkpoint-${i}`;
  return {
    remote: found.map((name, i) => ({ url: address(i), name })),
    files: new Map(found.map((path, i) => [address(i), realPathOf(path)])),
  };
}

function checkpointsIn(folder: string): string[] {
  const paths = TURNS.map((name) => join(folder, name));
  return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}
