/** Keras's `History`, and the epoch means it contains. */

/** An array per key (`loss`, `accuracy`, `val_loss`, `val_accuracy`) with one number per epoch. */
export type History = Record<string, number[]>;

/** Sums over the images of an epoch's finished steps. */
export interface EpochSums {
  images: number;
  loss: number;
  accuracy: number;
}

/** Means over an epoch, with each batch weighted by its number of images. */
export class RunningMean {
  #images: number;
  #loss: number;
  #accuracy: number;

  /** @param sums Of the batches so far. */
  constructor({ images, loss, accuracy }: EpochSums = { images: 0, loss: 0, accuracy: 0 }) {
    this.#images = images;
    this.#loss = loss;
    this.#accuracy = accuracy;
  }

  get sums(): EpochSums {
    return { images: this.#images, loss: this.#loss, accuracy: this.#accuracy };
  }

  add({ loss, accuracy }: { loss: number; accuracy: number }, images: number): void {
    this.#images += images;
    this.#loss += loss * images;
    this.#accuracy += accuracy * images;
  }

  get logs(): { loss: number; accuracy: number } {
    return { loss: this.#loss / this.#images, accuracy: this.#accuracy / this.#images };
  }
}
