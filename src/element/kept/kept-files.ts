/** Files that stay in the browser: in the origin's private file system, else in IndexedDB. One folder for each run. */
import { createStore, delMany, get, keys, set } from 'idb-keyval';

const NAME = 'pupila-runs';

/** The folders of all runs of this origin. */
export interface KeptFiles {
  folders(): Promise<string[]>;
  /** Null: there is no such file. */
  read(folder: string, name: string): Promise<Blob | null>;
  /**
   * Creates or replaces a file. If it fails, the one before stays.
   *
   * @throws {DOMException} 'QuotaExceededError' if there is no room.
   */
  write(folder: string, name: string, content: Blob): Promise<void>;
  remove(folder: string): Promise<void>;
}

/** Opens them. Null: the browser keeps no files, as in a page without https. */
export async function openKeptFiles(): Promise<KeptFiles | null> {
  return (await openFileSystem().catch(() => null)) ?? (await openDatabase().catch(() => null));
}

async function openFileSystem(): Promise<KeptFiles | null> {
  // Without it, only workers can write.
  if (!('createWritable' in FileSystemFileHandle.prototype)) return null;
  const root = await navigator.storage.getDirectory();
  const runs = await root.getDirectoryHandle(NAME, { create: true });
  return {
    async folders() {
      const names: string[] = [];
      for await (const name of runs.keys()) names.push(name);
      return names;
    },
    read: (folder, name) =>
      orNull(async () => {
        const handle = await (await runs.getDirectoryHandle(folder)).getFileHandle(name);
        return handle.getFile();
      }),
    async write(folder, name, content) {
      const parent = await runs.getDirectoryHandle(folder, { create: true });
      const handle = await parent.getFileHandle(name, { create: true });
      // The file is replaced when the stream is closed.
      const stream = await handle.createWritable();
      try {
        // Fails if there is no room. Without it, Chromium sometimes says only that the content could not be read.
        await stream.truncate(content.size);
        await stream.write(content);
        await stream.close();
      } catch (error) {
        await stream.abort().catch(() => undefined);
        throw error;
      }
    },
    remove: async (folder) => void (await orNull(() => runs.removeEntry(folder, { recursive: true }))),
  };
}

/** Null if a file or folder is not there. */
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if ((error as DOMException).name === 'NotFoundError') return null;
    throw error;
  }
}

async function openDatabase(): Promise<KeptFiles> {
  const store = createStore(NAME, 'files');
  const paths = async (): Promise<string[]> => (await keys<string>(store)).map(String);
  // Fails at once if there is no database.
  await paths();
  return {
    folders: async () => [...new Set((await paths()).map((path) => path.split('/')[0] as string))],
    read: async (folder, name) => (await get<Blob>(`${folder}/${name}`, store)) ?? null,
    write: (folder, name, content) => set(`${folder}/${name}`, content, store),
    remove: async (folder) =>
      delMany(
        (await paths()).filter((path) => path.startsWith(`${folder}/`)),
        store,
      ),
  };
}
