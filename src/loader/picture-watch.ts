/** Notices a worker that does not finish a picture: no decoder should hang, but one that does must not hang training. */
import { PupilaError } from '../core/errors';
import { pictureOf } from '../protocol/picture-sign';

/** How long one picture may take, in ms. The largest that is read takes some seconds on a slow machine. */
export const PICTURE_LIMIT_MS = 60_000;

/** Looks within the limit. Looks are counted, not milliseconds: a page that slept has looked once. */
const LOOKS = 8;

/** Watches the pictures of one worker. Owner: its handle. */
export class PictureWatch {
  readonly #limitMs: number;
  readonly #stuck: (error: PictureStuckError) => void;
  #name: string | null = null;
  #looks = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  /**
   * @param limitMs How long one picture may take.
   * @param stuck Called once with the error that names the picture.
   */
  constructor(limitMs: number, stuck: (error: PictureStuckError) => void) {
    this.#limitMs = limitMs;
    this.#stuck = stuck;
  }

  /** Takes a message of the worker. */
  hear(message: unknown): void {
    const name = pictureOf(message);
    if (name === undefined) return;
    this.#name = name;
    this.#looks = 0;
    // One timer for many pictures: it ends itself when there is none.
    if (name !== null) this.#timer ??= setInterval(() => this.#look(), this.#limitMs / LOOKS);
  }

  /** Ends watching, with the worker. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#name = null;
  }

  #look(): void {
    const name = this.#name;
    this.#looks += 1;
    // A picture begins between two looks: the first one says nothing.
    if (name !== null && this.#looks <= LOOKS) return;
    this.stop();
    if (name !== null) this.#stuck(new PictureStuckError(name, this.#limitMs));
  }
}

/** A picture over which a worker hung. */
export class PictureStuckError extends PupilaError {
  constructor(
    /** Its path in the data set. */
    readonly path: string,
    limitMs: number,
  ) {
    super('bad-image', `${path} cannot be read: its decoder did not end within ${limitMs / 1000} s.`);
  }
}
