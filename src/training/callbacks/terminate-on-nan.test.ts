import { describe, expect, it } from 'vitest';
import { Emitter } from '../../core/emitter';
import { resolveOptions } from '../../options/resolve-options';
import type { TrainingOptions } from '../../options/training-options';
import { fit } from '../fit';
import type { FitEvents } from '../fit-events';
import { Recorder, numbers } from '../fit.testing';
import type { Callback } from './callback';
import { CallbackList } from './callback-list';
import { makeCallbacks } from './registry';
import { TerminateOnNaN } from './terminate-on-nan';

/** Trains with a loss that is `loss` in the second batch of the second epoch, and 1 elsewhere. */
async function train(callbacks: readonly Callback[], loss: number) {
  const step = new Recorder();
  step.run = ({ x }) => Promise.resolve({ loss: x[0] === 4 ? loss : 1, accuracy: 1 });
  const events: [keyof FitEvents, unknown][] = [];
  const emitter = new Emitter<FitEvents>();
  emitter.on('stopTraining', (event) => events.push(['stopTraining', event]));
  emitter.on('lossNotFinite', (event) => events.push(['lossNotFinite', event]));
  const result = await fit(step, {
    source: numbers(),
    epochs: 5,
    emitter,
    callbacks: new CallbackList(callbacks),
  });
  return { ...result, events };
}

describe('TerminateOnNaN', () => {
  it.each([NaN, Infinity, -Infinity])('ends training after the batch with loss %d', async (loss) => {
    const { stopped, stopTraining, history, steps, events } = await train([new TerminateOnNaN()], loss);
    expect({ stopped, losses: history['loss'], steps: steps.loss }).toEqual({
      stopped: false,
      losses: [1, loss],
      steps: [1, 1, 1, 1, loss],
    });
    expect(stopTraining?.by).toBe('callback');
    expect(stopTraining?.reason).toEqual({
      en: 'Batch 1: Invalid loss, terminating training (Keras counts batches from 0: this is step 2)',
      es: 'Lote 1: pérdida no válida, termina el entrenamiento (Keras cuenta los lotes desde 0: es la iteración 2)',
    });
    expect(events).toEqual([
      ['lossNotFinite', expect.objectContaining({ part: 'training', epoch: 1, step: 1, loss })],
      ['stopTraining', stopTraining],
    ]);
  });

  it('lets a finite loss train to the end', async () => {
    const { stopTraining, history } = await train([new TerminateOnNaN()], 1e30);
    expect(stopTraining).toBeNull();
    expect(history['loss']).toHaveLength(5);
  });

  it("rejects with Keras's message if `raiseError` is set, without the end of training", async () => {
    let hasEnded = false;
    const callbacks = [new TerminateOnNaN({ raise_error: true }), { onTrainEnd: () => (hasEnded = true) }];
    await expect(train(callbacks, NaN)).rejects.toMatchObject({
      code: 'loss-not-finite',
      message:
        'NaN or Inf loss encountered at batch 1. Loss value: NaN. Terminating training immediately. Keras counts batches from 0: this is step 2.',
    });
    expect(hasEnded).toBe(false);
  });

  it.each(['TerminateOnNaN', 'terminate_on_nan'])('is made by its name: %s', async (name) => {
    const make = (callbacks: TrainingOptions['callbacks']) =>
      makeCallbacks(resolveOptions({ callbacks }).callbacks);
    await expect(train(make([{ name, raise_error: true }]), NaN)).rejects.toThrow('NaN or Inf loss');
    expect((await train(make(name), NaN)).stopTraining).not.toBeNull();
  });
});

describe('makeCallbacks', () => {
  it.each([
    [
      { name: 'TerminateOnNan2' },
      'Unknown callback. Did you mean `TerminateOnNaN`? Received: callbacks=TerminateOnNan2',
    ],
    [
      { name: 'TerminateOnNaN', raise: true },
      'Unknown option of `TerminateOnNaN`. The only one is `raise_error`.',
    ],
    [{ name: 'TerminateOnNaN', raiseError: 1 }, '`raiseError` must be true or false. Received: raiseError=1'],
  ])('refuses %o', (choice, message) => {
    expect(() => makeCallbacks([choice])).toThrow(message);
  });
});
