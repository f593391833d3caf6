/**
 * Keras's `fit` over endless sources: epochs of a given number of steps, validation after each epoch, a `History`. It is
 * independent of where batches come from and of what computes.
 */
import type { Batch, BatchSource } from '../core/batch';
import { PupilaError } from '../core/errors';
import { type History, RunningMean } from './history';
import { PendingSteps } from './steps-under-way';
import type { StepResult, TrainStep } from './train-step';

/** A finished training step. */
export interface StepEvent {
  /** From 0. */
  epoch: number;
  /** From 0, within the epoch. */
  step: number;
  stepsPerEpoch: number;
  /** Loss of this batch alone. */
  loss: number;
  accuracy: number;
  /** Images in the batch. */
  size: number;
  /**
   * Compute time in ms: from when the batch arrived (or the previous step ended, if later) to the result. Excludes
   * waiting for data. Steps whose results arrive together have equal shares.
   */
  ms: number;
  /** Time in ms that training waited for the batch. */
  waitMs: number;
}

/** The end of an epoch. */
export interface EpochEvent {
  epoch: number;
  epochs: number;
  /** Keras's logs: `loss`, `accuracy` and, with validation, `val_loss`, `val_accuracy`. */
  logs: Record<string, number>;
}

/** The first loss that is NaN or infinite. As in Keras, training continues, but it hardly ever recovers. */
export interface LossNotFiniteEvent {
  part: 'training' | 'validation';
  /** From 0. */
  epoch: number;
  /** From 0, within the epoch. */
  step: number;
  loss: number;
}

/** Events of `fit`. */
export interface FitEvents {
  step: StepEvent;
  /** At most once per run. */
  lossNotFinite: LossNotFiniteEvent;
  /** Before each validation batch. `epoch` and `step` start at 0. */
  validating: { epoch: number; step: number; steps: number };
  epoch: EpochEvent;
}

/** Receives the events of `fit`, for example an `Emitter`. */
export interface FitListener {
  emit<K extends keyof FitEvents>(type: K, event: FitEvents[K]): void;
}

/** Arguments of Keras's `fit`, an event listener, and controls to stop and pause. */
export interface FitOptions {
  source: BatchSource;
  validation?: BatchSource | null;
  /** Number of the last epoch, from 1. */
  epochs: number;
  /** Epochs finished in earlier runs; training starts with the next one. Default 0. */
  initialEpoch?: number;
  /** Default: one round of the source. */
  stepsPerEpoch?: number | null;
  /** Default: one round of the validation source. */
  validationSteps?: number | null;
  emitter?: FitListener;
  /** Stops after the current work item. Weights trained so far are kept. */
  signal?: AbortSignal;
  /** Awaited before each step: pending while training is paused. */
  gate?: () => Promise<void>;
}

/** The result of `fit`. */
export interface FitResult {
  history: History;
  /** Loss and accuracy of every finished step. */
  steps: { loss: number[]; accuracy: number[] };
  /** Compute time in ms of every finished step. */
  stepMs: number[];
  /** Total time in ms that training waited for data. */
  waitMs: number;
  /** Number of training images seen, counting repetitions. */
  images: number;
  /** True if the signal ended training before the last epoch was complete. */
  stopped: boolean;
  /** Where the loss was first NaN or infinite, or null. */
  lossNotFinite: LossNotFiniteEvent | null;
}

/**
 * Trains for `epochs - initialEpoch` epochs. Aborting the signal is not an error: the result then has `stopped: true`.
 *
 * @throws What the source or the step throws, also after an abort.
 * @example
 * const { history } = await fit(step, { source, validation, epochs: 10 });
 */
export async function fit(step: TrainStep, options: FitOptions): Promise<FitResult> {
  const result: FitResult = {
    history: {},
    steps: { loss: [], accuracy: [] },
    stepMs: [],
    waitMs: 0,
    images: 0,
    stopped: false,
    lossNotFinite: null,
  };
  try {
    for (let epoch = options.initialEpoch ?? 0; epoch < options.epochs; epoch++) {
      const training = await trainEpoch(step, epoch, options, result);
      const logs: Record<string, number> = { loss: training.loss, accuracy: training.accuracy };
      if (options.validation) {
        const { loss, accuracy } = await validate(step, epoch, options.validation, options, result);
        Object.assign(logs, { val_loss: loss, val_accuracy: accuracy });
      }
      await step.sync();
      for (const [key, value] of Object.entries(logs)) (result.history[key] ??= []).push(value);
      options.emitter?.emit('epoch', { epoch, epochs: options.epochs, logs });
    }
  } catch (error) {
    const failures: unknown[] = [error];
    try {
      await step.sync();
    } catch (failure) {
      failures.push(failure);
    }
    // Stopping is not an error. Report only the first real failure.
    const real = failures.filter((failure) => !isStop(failure, options.signal));
    if (real.length > 0) throw real[0];
    result.stopped = true;
  }
  return result;
}

/** Whether the error only reports the abort. A source may throw an 'aborted' error of its own instead of the reason. */
function isStop(error: unknown, signal: AbortSignal | undefined): boolean {
  if (!signal?.aborted) return false;
  return error === signal.reason || (error instanceof PupilaError && error.code === 'aborted');
}

function checkLoss(event: LossNotFiniteEvent, result: FitResult, emitter: FitListener | undefined): void {
  if (result.lossNotFinite || Number.isFinite(event.loss)) return;
  result.lossNotFinite = event;
  emitter?.emit('lossNotFinite', event);
}

async function trainEpoch(
  step: TrainStep,
  epoch: number,
  { source, emitter, signal, gate, ...options }: FitOptions,
  result: FitResult,
): Promise<RunningMean> {
  const mean = new RunningMean();
  const stepsPerEpoch = options.stepsPerEpoch ?? source.batchesPerRound;
  const pendingSteps = new PendingSteps(step);
  let lastEnd = 0;
  try {
    for (let i = 0; i < stepsPerEpoch; i++) {
      await gate?.();
      signal?.throwIfAborted();
      const requestedAt = performance.now();
      const batch = await source.next(signal);
      const receivedAt = performance.now();
      await pendingSteps.add(step.run(labelled(batch), signal), (outcome) => {
        record(i, batch, outcome, receivedAt, receivedAt - requestedAt);
      });
    }
    await pendingSteps.finish();
  } catch (error) {
    // Submitted steps have already changed the weights, so they are recorded.
    await pendingSteps.finish().catch(() => undefined);
    throw error;
  }
  return mean;

  function record(
    number: number,
    batch: Batch,
    outcome: StepResult,
    receivedAt: number,
    waitMs: number,
  ): void {
    const { loss, accuracy } = outcome;
    const end = performance.now();
    const ms = outcome.ms ?? end - Math.max(receivedAt, lastEnd);
    lastEnd = end;
    mean.add({ loss, accuracy }, batch.size);
    result.steps.loss.push(loss);
    result.steps.accuracy.push(accuracy);
    result.stepMs.push(ms);
    result.waitMs += waitMs;
    result.images += batch.size;
    source.recycle?.(batch);
    const { size } = batch;
    checkLoss({ part: 'training', epoch, step: number, loss }, result, emitter);
    emitter?.emit('step', { epoch, step: number, stepsPerEpoch, loss, accuracy, size, ms, waitMs });
  }
}

async function validate(
  step: TrainStep,
  epoch: number,
  source: BatchSource,
  { emitter, signal, gate, validationSteps }: FitOptions,
  result: FitResult,
): Promise<RunningMean> {
  const mean = new RunningMean();
  const steps = validationSteps ?? source.batchesPerRound;
  const pendingSteps = new PendingSteps(step);
  for (let i = 0; i < steps; i++) {
    await gate?.();
    signal?.throwIfAborted();
    emitter?.emit('validating', { epoch, step: i, steps });
    const batch = await source.next(signal);
    await pendingSteps.add(step.evaluate(labelled(batch), signal), (outcome) => {
      mean.add(outcome, batch.size);
      checkLoss({ part: 'validation', epoch, step: i, loss: outcome.loss }, result, emitter);
      source.recycle?.(batch);
    });
  }
  await pendingSteps.finish();
  return mean;
}

/** Rejects batches without labels, which class mode 'none' gives. */
function labelled(batch: Batch): Batch {
  if (!batch.y) throw new PupilaError('invalid-argument', 'Training needs labels. Received: classMode=none');
  return batch;
}
