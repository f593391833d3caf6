/** One-click fixes for a run that failed to start. */
import { engine } from '../engine';
import type { Model } from '../model-input';
import type { PupilaError } from '../../index';

/** 'fit-output': replace the last layer of the network; 'skip': skip damaged pictures. */
export type Remedy = 'fit-output' | 'skip';

/**
 * Returns the fix for an error. Null: the reader must change data, settings or network.
 *
 * @param network The network of the run. Null: the course's network, which always fits.
 * @param pageFitsOutput Whether the page replaces the last layer itself.
 */
export async function remedyFor(
  { code }: PupilaError,
  network: Model | null,
  pageFitsOutput: boolean,
): Promise<Remedy | null> {
  if (code === 'bad-image') return 'skip';
  if (code !== 'output-mismatch' || !network) return null;
  return pageFitsOutput || (await engine()).canFitOutput(network) ? 'fit-output' : null;
}
