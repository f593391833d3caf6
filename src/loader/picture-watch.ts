/**
 * Detects a worker that hangs on a picture. No decoder should hang, but if one does, training must not hang with
 * it.
 */
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { pictureOf } from '../protocol/picture-sign';

/** Default time limit for one picture, in ms. The largest picture accepted takes a few seconds on a slow machine. */
export const PICTURE_LIMIT_MS = 60_000;

/** Number of checks within the limit. Counts checks rather than time: a page that was suspended has made only one. */
const CHECKS_PER_LIMIT = 8;

/** Watches the pictures that one worker decodes. Owner: the worker's handle. */
export class PictureWatch {
  readonly #limitMs: number;
  readonly #onStuck: (error: PictureStuckError) => void;
  #name: string | null = null;
  #checks = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  /**
   * @param limitMs Time limit for one picture, in ms.
   * @param onStuck Called once, with an error that names the picture.
   */
  constructor(limitMs: number, onStuck: (error: PictureStuckError) => void) {
    this.#limitMs = limitMs;
    this.#onStuck = onStuck;
  }

  /** Handles a message from the worker. */
  onMessage(data: unknown): void {
    const name = pictureOf(data);
    if (name === undefined) return;
    this.#name = name;
    this.#checks = 0;
    // One timer for many pictures. It stops itself once the worker is idle.
    if (name !== null) this.#timer ??= setInterval(() => this.#check(), this.#limitMs / CHECKS_PER_LIMIT);
  }

  /** Stops watching. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#name = null;
  }

  #check(): void {
    const name = this.#name;
    this.#checks += 1;
    // A picture starts between two checks, so the first check does not count.
    if (name !== null && this.#checks <= CHECKS_PER_LIMIT) return;
    this.stop();
    if (name !== null) this.#onStuck(new PictureStuckError(name, this.#limitMs));
  }
}

/** The picture on which a worker hung. */
export class PictureStuckError extends PupilaError {
  constructor(
    /** Path in the data set. */
    readonly path: string,
    limitMs: number,
  ) {
    super('bad-image', message`${path} cannot be read: decoding it took longer than ${limitMs / 1000} s.`);
  }
}
