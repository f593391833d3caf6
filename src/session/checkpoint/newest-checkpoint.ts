/** Chooses the checkpoint from which a run continues. */
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import { readCheckpoint } from './checkpoint-file';
import type { RunCheckpoint } from './run-checkpoint';

/**
 * Reads the newest of a run's checkpoints that is complete.
 *
 * @param files By their names.
 * @param onDamaged Receives each one that cannot be read.
 * @throws {PupilaError} 'bad-checkpoint' if none can.
 * @example
 * const checkpoint = await newestCheckpoint(new Map([['0.ckpt', first], ['1.ckpt', second]]));
 */
export async function newestCheckpoint(
  files: ReadonlyMap<string, Blob>,
  onDamaged: (name: string, error: PupilaError) => void = () => undefined,
): Promise<RunCheckpoint> {
  let newest: RunCheckpoint | null = null;
  let problem = new PupilaError('bad-checkpoint', message`The run has no checkpoint.`);
  for (const [name, file] of files) {
    const read = await readCheckpoint(file).catch((error: unknown) => {
      if (!(error instanceof PupilaError)) throw error;
      onDamaged(name, (problem = error));
      return null;
    });
    if (read && (!newest || read.facts.savedAt > newest.facts.savedAt)) newest = read;
  }
  if (!newest) throw problem;
  return newest;
}
