/** Replaces the trainer's network: by a loaded one, by other weights, or by a last layer that fits the data. */
import type { DatasetInfo, LoadWeightsOptions } from '../../index';
import type { CodeWeights } from '../../network/weights-code';
import { engine } from '../engine';
import type { FitOutput, TrainerHost, TrainerTab } from './host';
import { type TrainerModel, loadTrainerModel } from './model';
import type { NetworkChoice } from './network-choice';
import type { Predictions } from './predictions';
import { abortedError } from './refusals';
import type { TrainerRuns } from './runs';
import type { ShownError } from './shown-error';
import { WeightsOfNetwork } from './network-weights';
import { type LoadedWeights, loadWeights } from './weights';

/** What a replacement needs of the trainer's state. */
export interface ReplacementParts {
  host: TrainerHost;
  networks: NetworkChoice;
  runs: TrainerRuns;
  predictions: Predictions;
  shown: ShownError;
  /** The open tab, which shows the error of an action. */
  tab(): TrainerTab;
  /** Forgets that the last start failed. */
  clearFailure(): void;
  changed(): void;
}

/** Owner: the element's state. */
export class NetworkReplacement {
  /** Whether the last layer was replaced since the last run. */
  isFitted = false;
  /** The network that is being loaded or gets a new last layer. Null: none. */
  #pending: Promise<void> | null = null;
  /** Identifies the model that is loading. */
  #loading: object | null = null;
  readonly #weights = new WeightsOfNetwork();
  readonly #parts: ReplacementParts;

  constructor(parts: ReplacementParts) {
    this.#parts = parts;
  }

  /** What came of the last weights for the current network, or null. */
  get weights(): LoadedWeights | null {
    return this.#weights.lastFor(this.#parts.networks.current);
  }

  /** The files of weights that were loaded into the current network, in order. */
  get loads(): readonly CodeWeights[] {
    return this.#weights.loadsOf(this.#parts.networks.current);
  }

  /** The page's function to fit its network. Null: it has none, or a loaded model is used. */
  get pageFits(): FitOutput | null {
    const { networks, host } = this.#parts;
    return networks.loaded ? null : host.fitOutput();
  }

  /** The replacement that goes on, or null. A start in the meantime would be cancelled: a new network ends the run. */
  get pending(): Promise<void> | null {
    return this.#pending;
  }

  /** Loads a model for predictions and training. Replaces the last run. */
  load(from: Blob | string): Promise<void> {
    const { host, networks, runs, predictions, tab } = this.#parts;
    return this.#replace(tab(), async () => {
      const loading = (this.#loading = {});
      const model = await loadTrainerModel(from, host.settings().backend);
      if (loading !== this.#loading) {
        model.dispose();
        throw abortedError();
      }
      this.unload();
      void runs.end();
      networks.loaded = model;
      if (model.chosenSide !== null) host.setTargetSize(model.chosenSide);
      this.#announce(model);
      await predictions.repeat();
    });
  }

  /** Loads weights into the network, or into that of the course if there is none. Ends the last run. */
  loadWeights(from: Blob | string, matching: Required<LoadWeightsOptions>): Promise<void> {
    const { host, networks, runs, predictions, tab } = this.#parts;
    return this.#replace(tab(), async () => {
      const before = networks.loaded;
      // A run would go on to change them.
      if (runs.busy) await runs.end();
      const weights = await loadWeights(networks, from, matching, host.settings());
      this.#weights.add(weights, matching);
      // Without new weights, the results are still those of the network.
      if (weights.share !== 'none') await runs.end();
      if (networks.loaded && networks.loaded !== before) this.#announce(networks.loaded);
      await predictions.repeat();
    });
  }

  /** Fits the network to a data set: the page does so, or the last layer is replaced with one for its classes. */
  fit({ classes, imageShape }: DatasetInfo): Promise<void> {
    const { host, networks, runs, clearFailure } = this.#parts;
    return this.#replace(null, async () => {
      const library = await engine();
      // A run with results is shown until the next one's first step.
      if (!runs.current?.isUsable) await runs.end();
      clearFailure();
      if (this.pageFits) this.pageFits(classes.length, imageShape);
      else {
        const before = networks.current;
        networks.fitOutput(library, classes, host.settings().seed);
        this.#weights.fitted(before, networks.current);
      }
      if (networks.loaded) this.#announce(networks.loaded);
      this.isFitted = true;
    });
  }

  /** Unloads the model, and ends a run that may be training it. What was wrong before is over. */
  unload(): void {
    const { host, networks, runs, shown, clearFailure, changed } = this.#parts;
    const model = networks.loaded;
    if (model) {
      runs.cancelStart();
      void Promise.resolve(runs.current?.end()).then(() => networks.disposeUnused());
    }
    networks.loaded = null;
    this.isFitted = false;
    clearFailure();
    shown.clear();
    if (model) host.announce('pupila-model', null);
    model?.dispose();
    changed();
  }

  /** Cancels the model that is loading, and unloads the one that is there. */
  dispose(): void {
    this.#loading = null;
    this.unload();
  }

  #replace(tab: TrainerTab | null, action: () => Promise<void>): Promise<void> {
    const replaced = this.#parts.shown.show(tab, action).finally(() => {
      if (this.#pending === replaced) this.#pending = null;
    });
    this.#pending = replaced;
    return replaced;
  }

  #announce({ name, classes }: TrainerModel): void {
    this.#parts.host.announce('pupila-model', { name, classes });
  }
}
