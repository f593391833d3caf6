/** Collects unpacked bytes up to a limit: the size that an archive claims for a file is anybody's. */
import { PupilaError } from '../../core/errors';

/** No picture and no array of a course is larger; a zip bomb is. */
const LIMIT = 2 ** 30;

/** Throws when a file of an archive claims more than can be unpacked. */
export function checkUnpackedSize(size: number, path: string): void {
  if (size <= LIMIT) return;
  throw new PupilaError(
    'bad-archive',
    `A file of an archive unpacks to at most ${LIMIT} bytes; leave this one out. Received: path=${path}`,
  );
}

/** Chunks of one file. */
export class BoundedBytes {
  readonly #path: string;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  /** @param path For the error message. */
  constructor(path: string) {
    this.#path = path;
  }

  /** @throws {PupilaError} 'bad-archive' once the limit is passed. */
  add(chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    checkUnpackedSize(this.#size, this.#path);
    this.#chunks.push(chunk);
  }

  /** Everything so far, as one array. */
  concat(): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return result;
  }
}
