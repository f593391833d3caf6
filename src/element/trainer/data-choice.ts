/** Which data the reader chose: a file, a folder, pictures by class, an address. State only; `data-view.ts` shows it. */
import type { DataSource } from '../../index';
import { fullAddress } from '../address';
import { type LeftOutFile, type PathFile, isPictureName, sortPictures, sourceOf } from '../picture-files';

/** A class that the reader makes. */
export interface PictureClass {
  name: string;
  pictures: File[];
}

/** Where the data come from; 'given': from the page, by `src` or `data`. */
export type DataKind = 'given' | 'file' | 'classes' | 'url';

/** Owner: the element. Every change is told. */
export class DataChoice {
  /** Null until the reader chooses: what the page gave, else a file. */
  kind: DataKind | null = null;
  /** What was dropped or chosen. */
  picked: DataSource | null = null;
  url = '';
  readonly classes: PictureClass[] = [
    { name: '', pictures: [] },
    { name: '', pictures: [] },
  ];
  /** Of the files that came last, those that Pupila does not read. */
  leftOut: readonly LeftOutFile[] = [];
  readonly #changed: () => void;
  /** Pictures come in the order in which they were chosen. */
  #adding: Promise<void> = Promise.resolve();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The kind in force. */
  kindOf(given: unknown): DataKind {
    return this.kind ?? (given ? 'given' : 'file');
  }

  /** @param kind Null: what the page gave, else a file. */
  choose(kind: DataKind | null): void {
    this.kind = kind;
    this.leftOut = [];
    this.#changed();
  }

  /** Takes files and folders as the data. Pictures that Pupila does not read are found out afterwards. */
  async pick(files: readonly PathFile[]): Promise<void> {
    const picked = sourceOf(files);
    this.picked = picked;
    this.leftOut = [];
    this.#changed();
    if (picked?.kind !== 'files') return;
    const others = files.filter(({ path }) => !isPictureName(path)).map(({ blob }) => blob);
    const { leftOut } = await sortPictures(others);
    if (this.picked !== picked) return;
    // A data set may hold other files as well.
    this.leftOut = leftOut.filter(({ format }) => format !== null);
    this.#changed();
  }

  setUrl(url: string): void {
    this.url = url.trim();
    this.#changed();
  }

  addClass(): void {
    this.classes.push({ name: '', pictures: [] });
    this.#changed();
  }

  removeClass(index: number): void {
    this.classes.splice(index, 1);
    this.#changed();
  }

  rename(index: number, name: string): void {
    (this.classes[index] as PictureClass).name = name;
    this.#changed();
  }

  /** Adds those that are pictures, by their content. Rejects with the file that cannot be read. */
  addPictures(to: PictureClass, files: readonly File[]): Promise<void> {
    const adding = this.#adding.then(async () => {
      const { pictures, leftOut } = await sortPictures(files);
      // Its class may be no more.
      if (!this.classes.includes(to)) return;
      this.leftOut = leftOut;
      to.pictures.push(...pictures);
      this.#changed();
    });
    this.#adding = adding.catch(() => undefined);
    return adding;
  }

  /**
   * The data; null while there are none. @throws {ReaderError} 'invalid-argument' for an address that is none.
   *
   * @param given What the page gave.
   * @param nameOf The name of a class that was given none.
   */
  source(given: DataSource | null, nameOf: (index: number) => string): DataSource | null {
    const kind = this.kindOf(given);
    if (kind === 'given') return given;
    if (kind === 'file') return this.picked;
    if (kind === 'url') {
      return this.url ? { kind: 'url', url: fullAddress(this.url) } : null;
    }
    const names = this.classes.map(({ name }, i) => folderName(name) || nameOf(i));
    const filled = this.classes.every(({ pictures }) => pictures.length > 0);
    if (names.length < 2 || !filled || new Set(names).size < names.length) return null;
    const files = this.classes.flatMap(({ pictures }, i) =>
      pictures.map((file, n) => ({ path: `${names[i]}/${numbered(n, file.name)}`, blob: file })),
    );
    return { kind: 'files', files, name: names.join(', ') };
  }
}

/** A class is a folder: no slashes, and no dot in front, which would hide it. */
function folderName(name: string): string {
  return name
    .replaceAll('/', '-')
    .replace(/^[\s.]+/, '')
    .trim();
}

/** Pictures keep their order and may have the same name. What was told by its content gets an ending that says so. */
function numbered(index: number, name: string): string {
  const ending = isPictureName(name) ? '' : '.png';
  return `${String(index).padStart(5, '0')}-${name.replaceAll('/', '-')}${ending}`;
}
