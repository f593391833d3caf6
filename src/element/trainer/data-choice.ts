/**
 * The data that the reader chose: a file, a folder, pictures by class, or an address. State only; see `data-view.ts`.
 */
import type { DataSource } from '../../index';
import { isAddress, typedAddress } from '../address';
import { isTurned } from '../picture-content';
import { NO_NOTES, notesOn } from '../picture-notes';
import { type SkippedFile, type PathFile, isPictureName, sortPictures, sourceOf } from '../picture-files';

/** A class that the reader creates. */
export interface PictureClass {
  name: string;
  pictures: File[];
  /** Whether a picture has an EXIF orientation. */
  hasTurned: boolean;
  /** Whether a picture has pixels that are not opaque. Known some time after it was added. */
  hasTransparent: boolean;
  /** The files of the last addition to it that Pupila cannot read. */
  skipped: readonly SkippedFile[];
}

const newClass = (): PictureClass => ({
  name: '',
  pictures: [],
  hasTurned: false,
  hasTransparent: false,
  skipped: [],
});

/** Source of the data. 'given': from the page, by `src` or `data`. */
export type DataKind = 'given' | 'file' | 'classes' | 'url';

/** Calls `changed` after every change. Owner: the element. */
export class DataChoice {
  /** Null until the reader chooses: the page's data, else a file. */
  kind: DataKind | null = null;
  /** Dropped or selected data. */
  picked: DataSource | null = null;
  url = '';
  readonly classes: PictureClass[] = [newClass(), newClass()];
  /** The pictures among the picked files that Pupila cannot read. */
  skipped: readonly SkippedFile[] = [];
  readonly #changed: () => void;
  /** Serializes `addPictures`, so that pictures keep the order in which they were selected. */
  #adding: Promise<void> = Promise.resolve();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Returns the current kind. @param given The page's data. */
  kindOf(given: unknown): DataKind {
    return this.kind ?? (given ? 'given' : 'file');
  }

  /** Selects a kind. @param kind Null: the page's data, else a file. */
  choose(kind: DataKind | null): void {
    this.kind = kind;
    this.skipped = [];
    this.#changed();
  }

  /** Sets files and folders as the data, then looks for pictures that Pupila cannot read. */
  async pick(files: readonly PathFile[]): Promise<void> {
    const picked = sourceOf(files);
    this.picked = picked;
    this.skipped = [];
    this.#changed();
    if (picked?.kind !== 'files') return;
    const others = files.filter(({ path }) => !isPictureName(path)).map(({ blob }) => blob);
    const { skipped } = await sortPictures(others);
    if (this.picked !== picked) return;
    // Only reports pictures: a data set may contain other files.
    this.skipped = skipped.filter(({ format }) => format !== null);
    this.#changed();
  }

  setUrl(url: string): void {
    this.url = url.trim();
    this.#changed();
  }

  /** Whether there is an address, and it is none. */
  get hasInvalidUrl(): boolean {
    return this.url !== '' && !isAddress(this.url);
  }

  addClass(): void {
    this.classes.push(newClass());
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

  /** Adds the files that are pictures by content. Rejects with the name of a file that cannot be read. */
  addPictures(to: PictureClass, files: readonly File[]): Promise<void> {
    const adding = this.#adding.then(async () => {
      const { pictures, skipped } = await sortPictures(files);
      const turned = await Promise.all(pictures.map(isTurned));
      // The class may have been removed meanwhile.
      if (!this.classes.includes(to)) return;
      to.skipped = skipped;
      to.pictures.push(...pictures);
      to.hasTurned ||= turned.includes(true);
      this.#changed();
      void this.#lookForTransparent(to, pictures);
    });
    this.#adding = adding.catch(() => undefined);
    return adding;
  }

  /** Looks for a picture with pixels that are not opaque. One that cannot be read is reported when it is trained on. */
  async #lookForTransparent(to: PictureClass, files: readonly File[]): Promise<void> {
    for (const file of files) {
      if (to.hasTransparent) return;
      const notes = await notesOn(file, file.name, null).catch(() => NO_NOTES);
      if (!notes.isTransparent) continue;
      to.hasTransparent = true;
      this.#changed();
    }
  }

  /**
   * Returns the data source, or null if the choice is incomplete.
   *
   * @param given The page's data.
   * @param nameOf Returns the default name of a class.
   * @throws {ReaderError} 'invalid-argument' for an invalid address.
   */
  source(given: DataSource | null, nameOf: (index: number) => string): DataSource | null {
    const kind = this.kindOf(given);
    if (kind === 'given') return given;
    if (kind === 'file') return this.picked;
    if (kind === 'url') {
      return this.url ? { kind: 'url', url: typedAddress(this.url) } : null;
    }
    const names = this.#folders(nameOf);
    const allHavePictures = this.classes.every(({ pictures }) => pictures.length > 0);
    if (names.length < 2 || !allHavePictures || this.repeated(nameOf) !== null) return null;
    const files = this.classes.flatMap(({ pictures }, i) =>
      pictures.map((file, n) => ({ path: `${names[i]}/${numberedName(n, file.name)}`, blob: file })),
    );
    return { kind: 'files', files, name: names.join(', ') };
  }

  /** The first class with the name of an earlier one, or null. */
  repeated(nameOf: (index: number) => string): PictureClass | null {
    const names = this.#folders(nameOf);
    return this.classes.find((_, i) => names.indexOf(names[i] as string) < i) ?? null;
  }

  /** The folders of the classes. A class without a name has a numbered one. */
  #folders(nameOf: (index: number) => string): string[] {
    return this.classes.map(({ name }, i) => folderName(name) || nameOf(i));
  }
}

/** Makes a name valid for a class folder: no slashes, and no leading dot, which would hide it. */
function folderName(name: string): string {
  return name
    .replaceAll('/', '-')
    .replace(/^[\s.]+/, '')
    .trim();
}

/** Numbers files, which keeps their order and makes names unique. Adds an extension to pictures without a known one. */
function numberedName(index: number, name: string): string {
  const extension = isPictureName(name) ? '' : '.png';
  return `${String(index).padStart(5, '0')}-${name.replaceAll('/', '-')}${extension}`;
}
