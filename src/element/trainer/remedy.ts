/** One-click fixes for a run that failed to start. */
import { engine } from '../engine';
import type { Model } from '../model-input';
import type { PupilaError } from '../../index';

/**
 * 'fit-output': replace the last layer of the network; 'fit-network': the page builds it for pictures of another shape,
 * too; 'skip': skip damaged pictures.
 */
export type Remedy = 'fit-output' | 'fit-network' | 'skip';

/**
 * Returns the fix for an error. Null: the reader must change data, settings or network.
 *
 * @param network The network of the run. Null: the course's network, which always fits.
 * @param pageFits Whether the page fits its network itself.
 */
export async function remedyFor(
  { code }: PupilaError,
  network: Model | null,
  pageFits: boolean,
): Promise<Remedy | null> {
  if (code === 'bad-image') return 'skip';
  if (code === 'input-mismatch') return pageFits ? 'fit-network' : null;
  if (code !== 'output-mismatch' || !network) return null;
  return pageFits || (await engine()).canFitOutput(network) ? 'fit-output' : null;
}
