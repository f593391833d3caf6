/** Keeps a run in the browser while it trains, and finds one that a crash, a reload or a closed tab has interrupted. */
import { CHECKPOINT_TURNS } from '../../core/checkpoint-names';
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import type { CheckpointStore, History, Logs, StepEvent } from '../../index';
import type { TrainerSettings } from '../trainer/settings';
import { type KeptFiles, openKeptFiles } from './kept-files';

const RECORD = 'run.json';

/** A run so far. */
export interface RunProgress {
  steps: StepEvent[];
  history: History;
  /** Of each epoch. One without a validation has none of it. */
  logs: Logs[];
}

/** Progress of an interrupted run. */
export interface RestoredProgress {
  /** Of the runs that it continued. */
  earlier: RunProgress;
  /** With `earlier`. */
  soFar: RunProgress;
  /** The files that callbacks wrote, by their paths. */
  files: ReadonlyMap<string, Blob>;
}

/** What a page needs to continue a run, beside its checkpoint. */
export interface KeptFacts {
  /** The page and the element that it belongs to. */
  owner: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Number of the last epoch. */
  epochs: number;
  data: { name: string; url: string | null };
  /** Name of the loaded model. Null: none. */
  model: string | null;
  settings: TrainerSettings;
  /** Whether its callbacks have Keras's `BackupAndRestore`. */
  isBackedUp: boolean;
  /** What the page has added: its network. */
  network: unknown;
  /** Of the runs that it continues. */
  earlier: RunProgress;
}

interface KeptRecord extends KeptFacts {
  savedAt: number;
  /** Paths of the files that callbacks wrote. */
  files: string[];
  /** Whether the reader stopped it. */
  isStopped: boolean;
  /** Number of the epoch in progress, from 1. */
  epoch: number;
  stepsPerEpoch: number;
}

/** A run that was interrupted. */
export interface InterruptedRun {
  record: KeptRecord;
  /** Its last two checkpoints, by their names. One may be damaged. */
  checkpoints(): Promise<Map<string, Blob>>;
  /** The files that callbacks wrote, by their paths. */
  files(): Promise<Map<string, Blob>>;
  /** Deletes it. */
  discard(): Promise<void>;
}

/** Where a run is kept. Another page does not see it until `end` or `release`, or until this page is gone. */
export interface KeptRun {
  store: CheckpointStore;
  /** Deletes it: it is complete. */
  end(): Promise<void>;
  /** Leaves it, to be continued later. */
  release(): void;
}

/** What is asked for with each checkpoint. */
export interface KeptNow {
  stepsPerEpoch: number;
  isStopped: boolean;
  /** The files that callbacks have written, by their paths. */
  files: ReadonlyMap<string, Blob>;
}

/**
 * Begins to keep a run. Its first checkpoint replaces other runs of the same owner that no page is training.
 *
 * @returns Null if the browser keeps no files.
 */
export async function keepRun(facts: KeptFacts, now: () => KeptNow): Promise<KeptRun | null> {
  const files = await openKeptFiles();
  if (!files) return null;
  const folder = crypto.randomUUID();
  const release = await hold(folder);
  let isFirst = true;
  /** What is written of the callbacks' files. */
  const written = new Map<string, Blob>();
  return {
    store: {
      async write(name, file, { savedAt, progress: { epoch } }) {
        const { stepsPerEpoch, isStopped, files: fromCallbacks } = now();
        const paths = [...fromCallbacks.keys()];
        const put = (file: string, content: Blob) => files.write(folder, file, content).catch(nameFullStore);
        await put(name, file);
        for (const [path, content] of [...fromCallbacks]) {
          if (written.get(path) !== content) await put(fileOf(path), content);
          written.set(path, content);
        }
        const position = { savedAt, epoch: Math.min(epoch + 1, facts.epochs), stepsPerEpoch };
        const record: KeptRecord = { ...facts, ...position, isStopped, files: paths };
        await put(RECORD, new Blob([JSON.stringify(record)]));
        if (isFirst) await removeOthers(files, facts.owner, folder);
        isFirst = false;
      },
    },
    async end() {
      await files.remove(folder);
      release();
    },
    release,
  };
}

/** Finds the newest interrupted run of an owner. Null: there is none. */
export async function findInterrupted(owner: string): Promise<InterruptedRun | null> {
  const files = await openKeptFiles();
  if (!files) return null;
  const own = (await unheldRuns(files)).filter(({ record }) => record.owner === owner);
  const newest = own.sort((a, b) => b.record.savedAt - a.record.savedAt)[0];
  if (!newest) return null;
  const { record, folder } = newest;
  return {
    record,
    async checkpoints() {
      const found = new Map<string, Blob>();
      for (const name of CHECKPOINT_TURNS) {
        const file = await files.read(folder, name);
        if (file) found.set(name, file);
      }
      return found;
    },
    async files() {
      const found = new Map<string, Blob>();
      for (const path of record.files) {
        const file = await files.read(folder, fileOf(path));
        // A copy: the folder goes when the run continues in another one.
        if (file) found.set(path, new Blob([await file.arrayBuffer()]));
      }
      return found;
    },
    discard: () => files.remove(folder),
  };
}

async function removeOthers(files: KeptFiles, owner: string, own: string): Promise<void> {
  const others = (await unheldRuns(files)).filter(
    ({ record, folder }) => record.owner === owner && folder !== own,
  );
  await Promise.all(others.map(({ folder }) => files.remove(folder)));
}

/** The runs that no page is training. */
async function unheldRuns(files: KeptFiles): Promise<{ folder: string; record: KeptRecord }[]> {
  // Before the locks: a run takes its lock before it has a folder.
  const folders = await files.folders();
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  const runs = [];
  for (const folder of folders) {
    if (names.has(lockOf(folder))) continue;
    const file = await files.read(folder, RECORD);
    // Without it, the run ended before its first checkpoint was complete.
    if (file) runs.push({ folder, record: JSON.parse(await file.text()) as KeptRecord });
    else await files.remove(folder);
  }
  return runs;
}

/** Says in words that there is no room; other errors stay as they are. */
function nameFullStore(error: unknown): never {
  if ((error as DOMException).name !== 'QuotaExceededError') throw error;
  throw new PupilaError('internal', message`The browser has no more room for this page.`, { cause: error });
}

/** Name of the file that holds a file of a callback. */
const fileOf = (path: string): string => `file-${encodeURIComponent(path)}`;

const lockOf = (folder: string): string => `pupila-run-${folder}`;

/** Takes a run's lock, which the browser frees when the page is gone. @returns What frees it. */
function hold(folder: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(lockOf(folder), () => new Promise<void>((release) => resolve(release)))
      .catch(reject);
  });
}
