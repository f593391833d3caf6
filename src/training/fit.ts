/**
 * Keras's `fit` over endless sources: epochs of a given number of steps, validation after each epoch, a `History`. It is
 * independent of where batches come from and of what computes.
 */
import type { Batch, BatchSource } from '../core/batch';
import { PupilaError, withReceived } from '../core/errors';
import { message } from '../core/message';
import { type BadStep, type ExplainLoss, badStepOf, lossEvent } from './bad-loss';
import { type ValidationFreq, validatesAfter } from '../options/validation-freq';
import type { CallbackFiles, CallbackModel, Logs } from './callbacks/callback';
import { CallbackList } from './callbacks/callback-list';
import type { FitListener, LossNotFiniteEvent, StopTrainingEvent } from './fit-events';
import type { EpochConfusion, FitProgress, ProgressKeeper } from './fit-progress';
import { type History, RunningMean } from './history';
import type { Metric } from './metrics/metric';
import { PendingSteps } from './steps-under-way';
import type { StepResult, TrainStep } from './train-step';

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
  /** Default: one round of the validation source, which goes on where the validation before has ended. */
  validationSteps?: number | null;
  /** Makes the metrics of an epoch beside loss and accuracy. The step must return outputs for them. Default: none. */
  metrics?: () => Metric[];
  /** Default: after each epoch. */
  validationFreq?: ValidationFreq | null;
  emitter?: FitListener;
  /** Called in Keras's order. Methods that watch batches make training wait for the result of each step. */
  callbacks?: CallbackList;
  /** The optimizer of the step. Callbacks can change its learning rate. */
  optimizer?: { learningRate: number };
  /** Finds why a training loss is NaN or infinite. Default: the cause is not told. */
  explainLoss?: ExplainLoss;
  /** What callbacks read and change of the model. */
  model?: CallbackModel;
  /** Where callbacks write. Default null: those that write fail. */
  files?: CallbackFiles | null;
  /** Stops after the current work item. Weights trained so far are kept. */
  signal?: AbortSignal;
  /** Awaited before each step: pending while training is paused. */
  gate?: () => Promise<void>;
  /** Where an earlier run was. This one continues it; its source begins with the next batch. Default: at the start. */
  from?: FitProgress | null;
  keeper?: ProgressKeeper | null;
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
  /** Why a callback, or a training loss that is NaN or infinite, ended training, or null. `stopped` is then false. */
  stopTraining: StopTrainingEvent | null;
  /** Confusion matrices of the validations, if the metrics have one. */
  confusion: EpochConfusion[];
  /** Where the loss was first NaN or infinite, or null. A training loss comes before one of validation. */
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
  const {
    epoch: firstEpoch,
    step: finished,
    sums,
    callbacks: states,
    ...before
  } = structuredClone(options.from) ?? startOf(options);
  const result: FitResult = { confusion: [], ...before, stopped: false };
  const { metrics = () => [] } = options;
  const position = { epoch: firstEpoch, step: finished, mean: new RunningMean(metrics(), sums) };
  const run: Run = {
    ...{ callbacks: new CallbackList([]), metrics, ...options },
    ...{ step, result, position, badStep: null },
  };
  const { callbacks, optimizer = { learningRate: NaN } } = run;
  callbacks.begin({
    ...options,
    params: { epochs: options.epochs, steps: stepsPerEpochOf(options) },
    optimizer,
    onPrint: (line) => options.emitter?.emit('print', { line }),
    onWarning: (warning) => options.emitter?.emit('callbackWarning', { warning }),
  });
  let logs: Logs = {};
  try {
    await callbacks.call('onTrainBegin', {});
    callbacks.restore(states);
    while (position.epoch < options.epochs && !result.stopTraining) logs = await runEpoch(run);
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
    if (real.length > 0) {
      const hasStep = result.steps.loss.length > 0;
      if (hasStep && failures.length === 1 && isDataError(error)) await keep(run);
      throw real[0];
    }
    result.stopped = true;
    await keep(run);
  }
  await callbacks.call('onTrainEnd', logs);
  return result;
}

/** Whether the data caused an error: the state of the run is that after its last step, and it can continue from there. */
const isDataError = (error: unknown): boolean =>
  error instanceof PupilaError &&
  ['bad-image', 'bad-archive', 'fetch-failed', 'worker-died'].includes(error.code);

/** The arguments of `fit`, and what it has so far. */
interface Run extends FitOptions {
  step: TrainStep;
  callbacks: CallbackList;
  metrics: () => Metric[];
  result: FitResult;
  /** The epoch in progress, its finished steps, and their means. */
  position: { epoch: number; step: number; mean: RunningMean };
  /** The step that ends the run, because its loss is NaN or infinite. */
  badStep: BadStep | null;
}

const startOf = ({ initialEpoch = 0 }: FitOptions): FitProgress => ({
  epoch: initialEpoch,
  step: 0,
  sums: new RunningMean([]).sums,
  history: {},
  steps: { loss: [], accuracy: [] },
  stepMs: [],
  waitMs: 0,
  images: 0,
  lossNotFinite: null,
  stopTraining: null,
  callbacks: [],
});

/** Hands the progress to the keeper. Every submitted step must have ended. */
async function keep({ keeper, position: { epoch, step, mean }, result, callbacks }: Run): Promise<void> {
  const { stopped: _, ...soFar } = result;
  await keeper?.keep({ ...soFar, epoch, step, sums: mean.sums, callbacks: callbacks.states });
}

const stepsPerEpochOf = ({ stepsPerEpoch, source }: FitOptions): number =>
  stepsPerEpoch ?? source.batchesPerRound;

/** Trains and validates, also if a callback ends the epoch early, as in Keras. Returns the epoch's logs. */
async function runEpoch(run: Run): Promise<Logs> {
  const { step, epochs, validation, validationFreq = null, emitter, callbacks, result, position } = run;
  const { epoch } = position;
  if (position.step === 0) await callbacks.call('onEpochBegin', epoch, {});
  const logs = await trainEpoch(run);
  if (validation && validatesAfter(epoch, validationFreq)) {
    const mean = await validate(epoch, validation, run);
    for (const [key, value] of Object.entries(mean.logs)) logs[`val_${key}`] = value;
    if (mean.confusion) result.confusion.push({ epoch, matrix: mean.confusion });
  }
  await step.sync();
  await callbacks.call('onEpochEnd', epoch, logs);
  for (const [key, value] of Object.entries(logs)) (result.history[key] ??= []).push(value);
  emitter?.emit('epoch', { epoch, epochs, logs });
  result.stopTraining = stopOf(run);
  if (result.stopTraining) emitter?.emit('stopTraining', result.stopTraining);
  Object.assign(position, { epoch: epoch + 1, step: 0, mean: new RunningMean(run.metrics()) });
  await keep(run);
  return logs;
}

/** Whether the error only reports the abort. A source may throw an 'aborted' error of its own instead of the reason. */
function isStop(error: unknown, signal: AbortSignal | undefined): boolean {
  if (!signal?.aborted) return false;
  return error === signal.reason || (error instanceof PupilaError && error.code === 'aborted');
}

/** Why the run ends with this epoch, or null. */
function stopOf({ callbacks: { stopReason }, badStep, result }: Run): StopTrainingEvent | null {
  if (stopReason) return { by: 'callback', reason: stopReason };
  return badStep && result.lossNotFinite && { by: 'loss', reason: result.lossNotFinite.reason };
}

/** Tells of the training loss that ends the run, and why it is so. */
async function reportBadStep({ badStep, result, explainLoss, emitter }: Run): Promise<void> {
  if (!badStep || !result.lossNotFinite) return;
  result.lossNotFinite = lossEvent(result.lossNotFinite, (await explainLoss?.(badStep)) ?? null);
  emitter?.emit('lossNotFinite', result.lossNotFinite);
}

function checkValidationLoss(epoch: number, step: number, loss: number, { result, emitter }: Run): void {
  if (result.lossNotFinite || Number.isFinite(loss)) return;
  result.lossNotFinite = lossEvent({ part: 'validation', epoch, step, loss }, null);
  emitter?.emit('lossNotFinite', result.lossNotFinite);
}

async function trainEpoch(run: Run): Promise<Logs> {
  const { step, source, emitter, signal, gate, callbacks, result, position, keeper, initialEpoch = 0 } = run;
  const { epoch, mean } = position;
  const stepsPerEpoch = stepsPerEpochOf(run);
  const isWatched = callbacks.has('onTrainBatchBegin', 'onTrainBatchEnd');
  const pendingSteps = new PendingSteps(step);
  let lastEnd = 0;
  try {
    for (let i = position.step; i < stepsPerEpoch; i++) {
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
      if (callbacks.stopReason || run.badStep) break;
      if (!keeper?.isDue((epoch - initialEpoch) * stepsPerEpoch + i + 1)) continue;
      await pendingSteps.finish();
      await step.sync();
      await keep(run);
    }
    await pendingSteps.finish();
    await reportBadStep(run);
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
    mean.add(outcome, batch);
    position.step = number + 1;
    result.steps.loss.push(loss);
    result.steps.accuracy.push(accuracy);
    result.stepMs.push(ms);
    result.waitMs += waitMs;
    result.images += batch.size;
    if (!Number.isFinite(loss) && !run.badStep) {
      run.badStep = badStepOf(batch, result.steps.loss.length === 1);
      result.lossNotFinite = lossEvent({ part: 'training', epoch, step: number, loss }, null);
    }
    source.recycle?.(batch);
    const { size } = batch;
    emitter?.emit('step', { epoch, step: number, stepsPerEpoch, loss, accuracy, size, ms, waitMs });
  }
}

async function validate(epoch: number, source: BatchSource, run: Run): Promise<RunningMean> {
  const { step, emitter, signal, gate, validationSteps, callbacks } = run;
  const mean = new RunningMean(run.metrics());
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
      mean.add(outcome, batch);
      checkValidationLoss(epoch, i, outcome.loss, run);
      source.recycle?.(batch);
      return callbacks.call('onTestBatchEnd', i, mean.logs);
    });
    if (isWatched) await pendingSteps.finish();
  }
  await pendingSteps.finish();
  await callbacks.call('onTestEnd', mean.logs);
  return mean;
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
