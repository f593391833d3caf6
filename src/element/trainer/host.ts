/** The interface between the trainer's state and its element. */
import type { DataSource, DatasetInfo, TrainingOptions } from '../../index';
import type { Model } from '../model-input';
import type { Words } from './context';
import type { PupilaTrainerEvents } from './events';
import type { Setting, TrainerSettings } from './settings';

/** The tabs of the element, in the order of the workflow. */
export const TABS = ['data', 'settings', 'curves', 'results', 'mistakes', 'predict', 'model'] as const;
export type TrainerTab = (typeof TABS)[number];

/** Fits the page's network to data with this number of classes, and pictures of this height, width and channels. */
export type FitOutput = (classes: number, imageShape: DatasetInfo['imageShape']) => void;

/** The element's interface for its state. */
export interface TrainerHost {
  settings(): TrainerSettings;
  /** The tab that a run which starts now opens at its end. */
  endTab(): 'curves' | 'results';
  /** Sets the side of the pictures. */
  setTargetSize(side: number): void;
  /** The first setting whose field has a text that breaks its rule, or null. */
  refusedSetting(): Setting | null;
  /** Focuses the field of a setting after the next update. */
  focusSetting(setting: Setting): void;
  /** The data from `src` or `data`. Null: neither is set. */
  given(): DataSource | null;
  /** The page's own network. Null: the course's network. */
  network(): Model | null;
  /** The page's function to fit its network to the data. Null: the element replaces the last layer. */
  fitOutput(): FitOutput | null;
  setSettings(settings: TrainerSettings): void;
  /** Identifies the page and the element among those of this origin, to keep runs. Null: none is kept. */
  keptOwner(): string | null;
  /** What the page keeps of a run's network. Null: nothing. */
  keptNetwork(): KeptNetwork | null;
  words(): Words;
  /** @param soon Whether the update can be delayed. */
  changed(soon?: boolean): void;
  announce<K extends keyof PupilaTrainerEvents>(type: K, detail: PupilaTrainerEvents[K]['detail']): void;
}

/** How a page that sets `model` keeps the network of a run. */
export interface KeptNetwork {
  /** Returns it as plain data. */
  save(): unknown;
  /** Sets `model` to a network like the one that was saved. */
  restore(saved: unknown): Promise<void>;
}

/** Options of `start`. */
export interface StartOptions {
  /** Continue with the weights, optimizer and epochs of the last run. Default false: train from scratch. */
  further?: boolean;
  /** 'skip' skips and reports unreadable pictures. Default: the reader's choice, else 'raise'. */
  onError?: NonNullable<TrainingOptions['onError']>;
}
