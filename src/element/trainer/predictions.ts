/** The reader's own pictures, each with what the network predicts. */
import type { PupilaError } from '../../index';
import { areFinite } from '../diverged';
import { rejectForeign } from '../picture-content';
import { withCode } from '../reader-error';
import type { Prediction } from './predictions-view';
import { type TrainerPredictor, classify } from './predictor';
import { unreadablePictures } from './refusals';

/** The interface of the predictions to the trainer's state. */
export interface PredictionsHost {
  /** The run or model to predict with, or null. */
  predictor(): TrainerPredictor | null;
  /** The same. @throws {ReaderError} 'invalid-argument' if there is none. */
  usablePredictor(): TrainerPredictor;
  changed(): void;
  announce(prediction: Pick<Prediction, 'name' | 'probabilities'>): void;
}

/** Owner: the element's state. */
export class Predictions {
  /** The last addition first, its pictures in the order in which they were given. */
  shown: readonly Prediction[] = [];
  /** Runs and models that gave probabilities that are not finite numbers. */
  readonly #diverged = new WeakSet<TrainerPredictor>();
  readonly #host: PredictionsHost;

  constructor(host: PredictionsHost) {
    this.#host = host;
  }

  /** Whether a run or model has predicted no probabilities. */
  haveDiverged(predictor: TrainerPredictor): boolean {
    return this.#diverged.has(predictor);
  }

  /** Predicts the class probabilities of a picture. @param after The picture to show it after. Default: it is the first. */
  async add(file: Blob, name: string, after: Blob | null = null): Promise<Prediction> {
    const predictor = this.#host.usablePredictor();
    await rejectForeign(file, name);
    const prediction = await classify(predictor, file, name);
    if (!areFinite([Object.values(prediction.probabilities)])) this.#diverged.add(predictor);
    const place = this.shown.findLastIndex((each) => each.file === after) + 1;
    this.shown = this.shown.toSpliced(place, 0, prediction);
    this.#host.announce({ name, probabilities: prediction.probabilities });
    this.#host.changed();
    return prediction;
  }

  /** Predicts several pictures. The error names all files that cannot be read. */
  async addAll(files: readonly File[]): Promise<void> {
    const unreadable: string[] = [];
    let single: PupilaError | null = null;
    let last: File | null = null;
    for (const file of files) {
      try {
        await this.add(file, file.name, last);
        last = file;
      } catch (thrown) {
        single = withCode(thrown);
        if (single.code !== 'bad-image') throw single;
        unreadable.push(file.name);
      }
    }
    if (single) throw unreadable.length > 1 ? unreadablePictures(unreadable) : single;
  }

  /** Predicts all pictures again with the network of now. */
  async repeat(): Promise<void> {
    const predictor = this.#host.predictor();
    if (!predictor) return;
    for (const { file, name } of this.shown) {
      const prediction = await classify(predictor, file, name);
      // A picture may be gone, and another network may be in use meanwhile.
      if (predictor !== this.#host.predictor()) return;
      this.shown = this.shown.map((each) => (each.file === file ? prediction : each));
      this.#host.changed();
    }
  }

  clear(): void {
    this.shown = [];
  }
}
