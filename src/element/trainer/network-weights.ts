/** Which weights were loaded into the trainer's network. */
import type { LoadWeightsOptions } from '../../index';
import type { CodeWeights } from '../../network/weights-code';
import type { Model } from '../model-input';
import type { LoadedWeights } from './weights';

const NONE: readonly CodeWeights[] = [];

/** Remembers them for one network: weights for another one replace them. */
export class WeightsOfNetwork {
  #last: LoadedWeights | null = null;
  #network: Model | null = null;
  #loads = NONE;

  /** What came of the last weights for this network, or null. */
  lastFor(network: Model | null): LoadedWeights | null {
    return this.#last?.network === network ? this.#last : null;
  }

  /** The files whose weights this network has, in the order in which they were loaded. The same array until that changes. */
  loadsOf(network: Model | null): readonly CodeWeights[] {
    return network !== null && network === this.#network ? this.#loads : NONE;
  }

  add(weights: LoadedWeights, matching: Required<LoadWeightsOptions>): void {
    const { name, network, share } = weights;
    this.#last = weights;
    if (share === 'none') return;
    // Nothing is left of the earlier ones if all were set.
    const kept = share === 'all' ? NONE : this.loadsOf(network);
    this.#loads = [...kept, { name, share, ...matching, isBeforeFit: false }];
    this.#network = network;
  }

  /** The network got a new last layer. Its other layers keep their weights. */
  fitted(before: Model | null, network: Model | null): void {
    if (this.#network === null || before !== this.#network) return;
    this.#network = network;
    this.#loads = this.#loads.map((each) => ({ ...each, isBeforeFit: true }));
  }
}
