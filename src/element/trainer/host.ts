/** What the trainer's state and its element know of each other. */
import type { DataSource, TrainingOptions } from '../../index';
import type { Model } from '../model-input';
import type { Words } from './context';
import type { PupilaTrainerEvents } from './events';
import type { TrainerSettings } from './settings';

/** What the element shows one at a time, in the order of work. */
export const TABS = ['data', 'settings', 'curves', 'results', 'mistakes', 'predict', 'model'] as const;
export type TrainerTab = (typeof TABS)[number];

/** The element, as its state sees it. */
export interface TrainerHost {
  settings(): TrainerSettings;
  /** From `src` or `data`; null: neither is set. */
  given(): DataSource | null;
  /** The page's own network; null: the course's. */
  network(): Model | null;
  /** How the page gives its network another last layer; null: the element does. */
  fitOutput(): ((classes: number) => void) | null;
  words(): Words;
  changed(soon?: boolean): void;
  announce<K extends keyof PupilaTrainerEvents>(type: K, detail: PupilaTrainerEvents[K]['detail']): void;
}

/** How a run begins. */
export interface StartOptions {
  /** Goes on from the weights, the optimizer and the epochs of the last run; default false: from scratch. */
  further?: boolean;
  /** 'skip': pictures that cannot be read are left out, counted and named; default 'raise', or what the reader chose. */
  onError?: NonNullable<TrainingOptions['onError']>;
}
