/** Where a run is, as plain data, so that another run can continue it. */
import type { EpochSums, History } from './history';
import type { CallbackState } from './callbacks/callback';
import type { LossNotFiniteEvent, StopTrainingEvent } from './fit-events';

/** The confusion matrix of one validation. */
export interface EpochConfusion {
  /** From 0. */
  epoch: number;
  /** Number of images by true class (rows) and predicted class (columns). */
  matrix: number[][];
}

/** A run between two steps. */
export interface FitProgress {
  /** The epoch in progress, from 0; after the last one, their number. */
  epoch: number;
  /** Its finished steps. */
  step: number;
  /** Their sums. */
  sums: EpochSums;
  /** Of all finished epochs. */
  history: History;
  /** Of all finished steps. */
  steps: { loss: number[]; accuracy: number[] };
  stepMs: number[];
  waitMs: number;
  images: number;
  /** Default: none. */
  confusion?: EpochConfusion[];
  lossNotFinite: LossNotFiniteEvent | null;
  /** Why the run ended before its last epoch. */
  stopTraining: StopTrainingEvent | null;
  /** What each callback knows of the run. */
  callbacks: CallbackState[];
}

/** A finished step, as `StepEvent` tells it. Epoch and step start at 0. */
export interface FinishedStep {
  epoch: number;
  step: number;
  loss: number;
  accuracy: number;
}

/** Returns the finished steps of a run that began with the epoch `initialEpoch`. */
export const finishedSteps = (
  { steps: { loss, accuracy } }: FitProgress,
  stepsPerEpoch: number,
  initialEpoch = 0,
): FinishedStep[] =>
  loss.map((each, i) => ({
    epoch: initialEpoch + Math.floor(i / stepsPerEpoch),
    step: i % stepsPerEpoch,
    loss: each,
    accuracy: accuracy[i] as number,
  }));

/** Keeps the progress of a run. */
export interface ProgressKeeper {
  /**
   * Asked after every step: whether to keep the progress now. It is always kept after an epoch and after a stop.
   *
   * @param steps Number of steps since the first epoch of the run, also of an earlier one that it continues.
   */
  isDue(steps: number): boolean;
  /**
   * Keeps it. The model's weights are those after the last finished step, and training waits. What `progress` contains
   * changes later: copy it before the first `await`.
   */
  keep(progress: FitProgress): Promise<void>;
}
