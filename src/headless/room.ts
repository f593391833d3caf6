/** Checks before the first step whether a disk has room for the results of a run. */
import { statfsSync } from 'node:fs';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';

/** Checkpoints of a run at the same time, with one that is being written. */
const CHECKPOINTS_AT_ONCE = 4;
/** Formats of the model. */
const MODELS = 2;

/** Sizes of a run in bytes. */
export interface RunSizes {
  weights: number;
  /** Of one checkpoint: weights and optimizer slots. */
  checkpoint: number;
}

/**
 * @param isInPlace Whether the folder has checkpoints already, which are replaced.
 * @throws {PupilaError} 'invalid-argument' if the disk has less room than the run needs.
 */
export function checkRoom(out: string, { weights, checkpoint }: RunSizes, isInPlace: boolean): void {
  const { bavail, bsize } = statfsSync(out);
  const needed = MODELS * weights + (isInPlace ? 1 : CHECKPOINTS_AT_ONCE) * checkpoint;
  const free = bavail * bsize;
  if (free >= needed) return;
  throw invalidArgument(message`\`out\` must have room for the model and its checkpoints.`, {
    out: `${out} (${megabytes(free)} free, ${megabytes(needed)} needed)`,
  });
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
