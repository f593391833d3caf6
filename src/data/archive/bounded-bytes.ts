/** Collects unpacked bytes up to a limit. The size that an archive claims for a file cannot be trusted. */
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';

/** Larger than any picture or array in a course, smaller than a zip bomb. */
const LIMIT = 2 ** 30;

/** Throws if a file of an archive claims a size above the limit. */
export function checkUnpackedSize(size: number, path: string): void {
  if (size <= LIMIT) return;
  throw new PupilaError(
    'bad-archive',
    message`A file of an archive must have at most ${LIMIT} bytes when unpacked; remove this one. Received: path=${path}`,
  );
}

/** Collects the chunks of one file. */
export class BoundedBytes {
  readonly #path: string;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  /** @param path Path for the error message. */
  constructor(path: string) {
    this.#path = path;
  }

  /** @throws {PupilaError} 'bad-archive' if the total exceeds the limit. */
  add(chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    checkUnpackedSize(this.#size, this.#path);
    this.#chunks.push(chunk);
  }

  /** Returns all chunks so far as one array. */
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
