/** What the reader can do with one press about a run that was refused. */
import { type Engine, engine } from '../engine';
import type { Model } from '../model-input';
import type { PupilaError } from '../../index';

/** 'fit-output': the network gets another last layer; 'skip': damaged pictures are left out. */
export type Remedy = 'fit-output' | 'skip';

/**
 * Null: nothing but other data, settings or another network.
 *
 * @param network What was to be trained; null: the course's, which always fits.
 * @param isPages Whether the page itself changes its network.
 */
export async function remedyFor(
  { code }: PupilaError,
  network: Model | null,
  isPages: boolean,
): Promise<Remedy | null> {
  if (code === 'bad-image') return 'skip';
  if (code !== 'output-mismatch' || !network) return null;
  return isPages || (await canFit(network)) ? 'fit-output' : null;
}

/** False where the library does not answer: the reader is to see why the run failed. */
async function canFit(network: Model): Promise<boolean> {
  try {
    const { canFitOutput }: Engine = await engine();
    return canFitOutput(network);
  } catch {
    return false;
  }
}
