/** What a run started with, to tell whether its results are those of the current choice. */
import type { DataSource, DatasetInfo } from '../../index';
import { SETTINGS, type TrainerSettings } from './settings';

/** The reader's choice for a run. */
export interface RunInputs {
  /** Null: none, or an incomplete choice. */
  data: DataSource | null;
  /** Number of classes of pictures that were added class by class. Null: the data come otherwise. */
  byClass: number | null;
  settings: TrainerSettings;
}

/** A run that a later one continues. */
export interface PastRun extends RunInputs {
  dataset: DatasetInfo | null;
  /** Complete epochs at its end, including earlier runs. */
  epochs: number;
  /** Whether it was stopped within an epoch. */
  isUnfinished: boolean;
}

/** Whether two choices have the same settings. */
export function haveSameSettings(a: TrainerSettings, b: TrainerSettings): boolean {
  return SETTINGS.every(({ name }) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}

/** Whether two sources are the same address, the same files in the same folders, or the same object. */
export function isSameData(a: DataSource | null, b: DataSource | null): boolean {
  if (a === b) return true;
  if (a?.kind === 'url' && b?.kind === 'url') return a.url === b.url;
  if (a?.kind !== 'files' || b?.kind !== 'files' || a.files.length !== b.files.length) return false;
  return a.files.every(({ path, blob }, i) => path === b.files[i]?.path && blob === b.files[i].blob);
}
