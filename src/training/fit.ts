/**
 * Keras's `fit` over endless sources: epochs of a given number of steps, validation after each epoch, a `History`. It is
 * independent of where batches come from and of what computes.
 */
import type { Batch, BatchSource } from '../core/batch';
import { PupilaError, withReceived } from '../core/errors';
import { message } from '../core/message';
import type { Sentence } from '../options/option-row';
import type { CallbackFiles, CallbackModel, Logs } from './callbacks/callback';
import { CallbackList } from './callbacks/callback-list';
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
  /** Keras's logs: `loss`, `accuracy` and, with validation, `val_loss`, `val_accuracy`. Callbacks may add others. */
  logs: Logs;
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

/** A callback ends training. */
export interface StopTrainingEvent {
  /** Without a full stop. */
  reason: Sentence;
}

/** A warning of a callback. */
export interface CallbackWarningEvent {
  /** Without a full stop. */
  warning: Sentence;
}

/** Events of `fit`. */
export interface FitEvents {
  step: StepEvent;
  /** At most once per run. */
  lossNotFinite: LossNotFiniteEvent;
  /** Before each validation batch. `epoch` and `step` start at 0. */
  validating: { epoch: number; step: number; steps: number };
  epoch: EpochEvent;
  callbackWarning: CallbackWarningEvent;
  /** At most once per run, after its last epoch. */
  stopTraining: StopTrainingEvent;
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
  /** Called in Keras's order. Methods that watch batches make training wait for the result of each step. */
  callbacks?: CallbackList;
  /** The optimizer of the step. Callbacks can change its learning rate. */
  optimizer?: { learningRate: number };
  /** What callbacks read and change of the model. */
  model?: CallbackModel;
  /** Where callbacks write. Default null: those that write fail. */
  files?: CallbackFiles | null;
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
  /** Why a callback ended training, or null. `stopped` is then false. */
  stopTraining: StopTrainingEvent | null;
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
    stopTraining: null,
    lossNotFinite: null,
  };
  const run: Run = { callbacks: new CallbackList([]), ...options, step, result };
  const { callbacks, optimizer = { learningRate: NaN } } = run;
  callbacks.begin({
    ...options,
    params: { epochs: options.epochs, steps: stepsPerEpochOf(options) },
    optimizer,
    onWarning: (warning) => options.emitter?.emit('callbackWarning', { warning }),
  });
  let logs: Logs = {};
  try {
    await callbacks.call('onTrainBegin', {});
    for (let epoch = options.initialEpoch ?? 0; epoch < options.epochs && !result.stopTraining; epoch++) {
      logs = await runEpoch(epoch, run);
    }
    step.finalize?.();
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
  await callbacks.call('onTrainEnd', logs);
  return result;
}

/** The arguments of `fit`, and what it has so far. */
interface Run extends FitOptions {
  step: TrainStep;
  callbacks: CallbackList;
  result: FitResult;
}

const stepsPerEpochOf = ({ stepsPerEpoch, source }: FitOptions): number =>
  stepsPerEpoch ?? source.batchesPerRound;

/** Trains and validates, also if a callback ends the epoch early, as in Keras. Returns the epoch's logs. */
async function runEpoch(epoch: number, run: Run): Promise<Logs> {
  const { step, epochs, validation, emitter, callbacks, result } = run;
  await callbacks.call('onEpochBegin', epoch, {});
  const logs = await trainEpoch(epoch, run);
  if (validation) {
    const { loss, accuracy } = await validate(epoch, validation, run);
    Object.assign(logs, { val_loss: loss, val_accuracy: accuracy });
  }
  await step.sync();
  await callbacks.call('onEpochEnd', epoch, logs);
  for (const [key, value] of Object.entries(logs)) (result.history[key] ??= []).push(value);
  emitter?.emit('epoch', { epoch, epochs, logs });
  const { stopReason: reason } = callbacks;
  if (reason) {
    result.stopTraining = { reason };
    emitter?.emit('stopTraining', result.stopTraining);
  }
  return logs;
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

async function trainEpoch(epoch: number, run: Run): Promise<Logs> {
  const { step, source, emitter, signal, gate, callbacks, result } = run;
  const mean = new RunningMean();
  const stepsPerEpoch = stepsPerEpochOf(run);
  const isWatched = callbacks.has('onTrainBatchBegin', 'onTrainBatchEnd');
  const pendingSteps = new PendingSteps(step);
  let lastEnd = 0;
  try {
    for (let i = 0; i < stepsPerEpoch; i++) {
      await gate?.();
      signal?.throwIfAborted();
      await callbacks.call('onTrainBatchBegin', i, {});
      const requestedAt = performance.now();
      const batch = await source.next(signal);
      const receivedAt = performance.now();
      await pendingSteps.add(step.run(labelled(batch), signal), (outcome) => {
        record(i, batch, outcome, receivedAt, receivedAt - requestedAt);
        return callbacks.call('onTrainBatchEnd', i, mean.logs);
      });
      if (isWatched) await pendingSteps.finish();
      if (callbacks.stopReason) break;
    }
    await pendingSteps.finish();
  } catch (error) {
    // Submitted steps have already changed the weights, so they are recorded.
    await pendingSteps.finish().catch(() => undefined);
    throw error;
  }
  return mean.logs;

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

async function validate(epoch: number, source: BatchSource, run: Run): Promise<Logs> {
  const { step, emitter, signal, gate, validationSteps, callbacks, result } = run;
  const mean = new RunningMean();
  const steps = validationSteps ?? source.batchesPerRound;
  const isWatched = callbacks.has('onTestBatchBegin', 'onTestBatchEnd');
  const pendingSteps = new PendingSteps(step);
  await callbacks.call('onTestBegin', {});
  for (let i = 0; i < steps; i++) {
    await gate?.();
    signal?.throwIfAborted();
    emitter?.emit('validating', { epoch, step: i, steps });
    await callbacks.call('onTestBatchBegin', i, {});
    const batch = await source.next(signal);
    await pendingSteps.add(step.evaluate(labelled(batch), signal), (outcome) => {
      mean.add(outcome, batch.size);
      checkLoss({ part: 'validation', epoch, step: i, loss: outcome.loss }, result, emitter);
      source.recycle?.(batch);
      return callbacks.call('onTestBatchEnd', i, mean.logs);
    });
    if (isWatched) await pendingSteps.finish();
  }
  await pendingSteps.finish();
  await callbacks.call('onTestEnd', mean.logs);
  return mean.logs;
}

/** Rejects batches without labels, which class mode 'none' gives. */
function labelled(batch: Batch): Batch {
  if (!batch.y)
    throw new PupilaError(
      'invalid-argument',
      withReceived(message`Training needs labels.`, { classMode: 'none' }),
    );
  return batch;
}
