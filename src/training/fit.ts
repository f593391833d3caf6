/**
 * Keras's `fit` over endless sources: epochs of a number of steps, validation after each, a `History`. It knows
 * neither where batches come from nor what computes.
 */
import type { Batch, BatchSource } from '../core/batch';
import { PupilaError } from '../core/errors';
import { type History, RunningMean } from './history';
import { StepsUnderWay } from './steps-under-way';
import type { StepResult, TrainStep } from './train-step';

/** One step, measured. */
export interface StepEvent {
  /** From 0. */
  epoch: number;
  /** From 0, within the epoch. */
  step: number;
  stepsPerEpoch: number;
  /** Of this batch alone. */
  loss: number;
  accuracy: number;
  /** Images in the batch. */
  size: number;
  /**
   * Milliseconds since it was given, or since the step before it ended if that was later; without the wait. Steps whose
   * results come together have equal shares.
   */
  ms: number;
  /** Milliseconds that the trainer waited for the batch. */
  waitMs: number;
}

/** An epoch's end. */
export interface EpochEvent {
  epoch: number;
  epochs: number;
  /** Keras's logs: `loss`, `accuracy` and, with validation, `val_loss`, `val_accuracy`. */
  logs: Record<string, number>;
}

/** The first loss that is NaN or infinite. Training goes on, as in Keras, but hardly ever recovers. */
export interface LossNotFiniteEvent {
  part: 'training' | 'validation';
  /** From 0. */
  epoch: number;
  /** From 0, within the epoch. */
  step: number;
  loss: number;
}

/** What `fit` tells while it runs. */
export interface FitEvents {
  step: StepEvent;
  /** At most once a run. */
  lossNotFinite: LossNotFiniteEvent;
  /** Before each validation batch. */
  validating: { epoch: number; step: number; steps: number };
  epoch: EpochEvent;
}

/** Who is told: an `Emitter` of these events, or of more. */
export interface FitListener {
  emit<K extends keyof FitEvents>(type: K, event: FitEvents[K]): void;
}

/** Keras's arguments of `fit`, and who listens. */
export interface FitOptions {
  source: BatchSource;
  validation?: BatchSource | null;
  /** Number of the last epoch, from 1. */
  epochs: number;
  /** Epochs done before: training begins with the one after them. Default 0. */
  initialEpoch?: number;
  /** Default: one round of the source. */
  stepsPerEpoch?: number | null;
  /** Default: one round of the validation source. */
  validationSteps?: number | null;
  emitter?: FitListener;
  /** Ends training after the piece of work under way; what was trained stays. */
  signal?: AbortSignal;
  /** Awaited before each step: pending while training is paused. */
  gate?: () => Promise<void>;
}

/** The result of `fit`. */
export interface FitResult {
  history: History;
  /** Loss and accuracy of every finished step. */
  steps: { loss: number[]; accuracy: number[] };
  /** Milliseconds of every finished step. */
  stepMs: number[];
  /** Milliseconds that training steps waited for data, in all. */
  waitMs: number;
  /** Training images seen. */
  images: number;
  /** True when the signal ended it before the last epoch was complete. */
  stopped: boolean;
  /** Where the loss was NaN or infinite first; null: nowhere. */
  lossNotFinite: LossNotFiniteEvent | null;
}

/**
 * Trains.
 *
 * @throws what the source or the step throws, also after the signal was aborted; that it was is no error.
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
    const failures = [error];
    try {
      await step.sync();
    } catch (failure) {
      failures.push(failure);
    }
    // Stopping is not an error. Report only the first real failure.
    const [first] = failures.filter((failure) => !isStop(failure, options.signal));
    if (first) throw first;
    result.stopped = true;
  }
  return result;
}

/** Whether work ended because the signal said so: a source may say it in words of its own. */
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
  const underWay = new StepsUnderWay(step);
  let lastEnd = 0;
  try {
    for (let i = 0; i < stepsPerEpoch; i++) {
      await gate?.();
      signal?.throwIfAborted();
      const asked = performance.now();
      const batch = await source.next(signal);
      const began = performance.now();
      await underWay.add(step.run(labelled(batch), signal), (outcome) => {
        record(i, batch, outcome, began, began - asked);
      });
    }
    await underWay.finish();
  } catch (error) {
    // What was given before is in the weights, so it belongs to the records.
    await underWay.finish().catch(() => undefined);
    throw error;
  }
  await source.epochEnd?.();
  return mean;

  function record(number: number, batch: Batch, outcome: StepResult, began: number, waitMs: number): void {
    const { loss, accuracy } = outcome;
    const end = performance.now();
    const ms = outcome.ms ?? end - Math.max(began, lastEnd);
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
  const underWay = new StepsUnderWay(step);
  for (let i = 0; i < steps; i++) {
    await gate?.();
    signal?.throwIfAborted();
    emitter?.emit('validating', { epoch, step: i, steps });
    const batch = await source.next(signal);
    await underWay.add(step.evaluate(labelled(batch), signal), (outcome) => {
      mean.add(outcome, batch.size);
      checkLoss({ part: 'validation', epoch, step: i, loss: outcome.loss }, result, emitter);
      source.recycle?.(batch);
    });
  }
  await underWay.finish();
  return mean;
}

/** Training needs labels; a source of class mode 'none' has none. */
function labelled(batch: Batch): Batch {
  if (!batch.y) throw new PupilaError('invalid-argument', 'Training needs labels. Received: classMode=none');
  return batch;
}
