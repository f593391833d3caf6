/** Which files are pictures, and the warnings about those that are not. */
import { type Message, message } from '../../core/message';
import type { ForeignFormat } from '../../core/picture-format';

/** Keras's `white_list_formats`. */
export const IMAGE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'bmp', 'ppm', 'tif', 'tiff'] as const;
/** Extensions of pictures that Pupila cannot read. */
const FOREIGN_EXTENSIONS: Readonly<Record<string, ForeignFormat>> = {
  webp: 'WebP',
  gif: 'GIF',
  heic: 'HEIC',
  heif: 'HEIC',
  avif: 'AVIF',
};
const EXAMPLES = 3;

/** What was skipped, how many times, and some examples. */
export interface IndexWarning {
  what: Message;
  count: number;
  examples: string[];
}

/** Returns whether a file is a picture and not hidden. */
export function isReadable(path: string): boolean {
  return isImage(path) && !isHidden(path);
}

export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

export function isImage(path: string): boolean {
  return (IMAGE_EXTENSIONS as readonly string[]).includes(extensionOf(path));
}

/** Whether a file is a picture of a format that Pupila does not read. */
export function isForeign(path: string): boolean {
  return Object.hasOwn(FOREIGN_EXTENSIONS, extensionOf(path));
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

/** Counts skipped files and keeps the first few names. */
export class Collector {
  readonly #what: Message;
  #count = 0;
  readonly #examples: string[] = [];

  constructor(what: Message) {
    this.#what = what;
  }

  add(path: string): void {
    this.#count += 1;
    if (this.#examples.length < EXAMPLES) this.#examples.push(path);
  }

  result(): IndexWarning[] {
    return this.#count === 0 ? [] : [{ what: this.#what, count: this.#count, examples: this.#examples }];
  }
}

/** Collects pictures of formats that Pupila does not read. */
export class ForeignPictures {
  readonly #byFormat = new Map<ForeignFormat, Collector>();

  /** Returns whether the path is such a picture. */
  add(path: string): boolean {
    const format = FOREIGN_EXTENSIONS[extensionOf(path)];
    if (!format) return false;
    const what = message`${format} pictures were skipped, because Pupila reads only PNG, JPEG, BMP, PPM and TIFF`;
    const collector = this.#byFormat.get(format) ?? new Collector(what);
    this.#byFormat.set(format, collector);
    collector.add(path);
    return true;
  }

  result(): IndexWarning[] {
    return [...this.#byFormat.values()].flatMap((collector) => collector.result());
  }

  /** Returns the count of each format with an example, for an error; '' if there are none. */
  received(): string {
    const counts = [...this.#byFormat].map(([format, collector]) => {
      const [{ count, examples } = { count: 0, examples: [] }] = collector.result();
      return `${count} × ${format} (${examples[0]})`;
    });
    return counts.join(', ');
  }
}

/** Returns warnings as messages with counts and examples. */
export function warningTexts(warnings: readonly IndexWarning[]): Message[] {
  return warnings.map(({ count, what, examples }) => message`${what} (${count}): ${examples.join(', ')}`);
}
