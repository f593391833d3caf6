/** Keras's `History`, and the means that go into it. */

/** One array a key (`loss`, `accuracy`, `val_loss`, `val_accuracy`), one number an epoch. */
export type History = Record<string, number[]>;

/** Means over an epoch, each batch weighted by its images. */
export class RunningMean {
  #images = 0;
  #loss = 0;
  #accuracy = 0;

  add({ loss, accuracy }: { loss: number; accuracy: number }, images: number): void {
    this.#images += images;
    this.#loss += loss * images;
    this.#accuracy += accuracy * images;
  }

  get loss(): number {
    return this.#loss / this.#images;
  }

  get accuracy(): number {
    return this.#accuracy / this.#images;
  }
}
