/** `ProgbarLogger` prints what Keras's `fit(verbose=2)` prints: fixtures/callback_results.json. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../core/emitter';
import { fit } from '../fit';
import type { FitEvents } from '../fit-events';
import type { FitProgress } from '../fit-progress';
import { Recorder, numbers } from '../fit.testing';
import type { Logs } from './callback';
import { CallbackList } from './callback-list';
import { ProgbarLogger } from './progbar-logger';

interface Results {
  formats: { epochs: number; steps: number; seconds: number; loss: string; lines: string[] }[];
  /** Each epoch takes a quarter of a second. */
  runs: { history: Record<string, number[]>; lines: string[] }[];
}

const { progbar: KERAS } = JSON.parse(readFileSync('fixtures/callback_results.json', 'utf8')) as {
  progbar: Results;
};
const VALUES: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

afterEach(() => void vi.restoreAllMocks());

/** A list with the callback, the lines that it prints, and a clock in milliseconds. */
function listFor(params: { epochs: number; steps: number }) {
  const lines: string[] = [];
  const clock = { now: 0 };
  vi.spyOn(performance, 'now').mockImplementation(() => clock.now);
  const list = new CallbackList([new ProgbarLogger()]);
  list.begin({
    params,
    optimizer: { learningRate: 0.1 },
    onPrint: (line) => lines.push(line),
    onWarning: () => undefined,
  });
  return { list, lines, clock };
}

describe('ProgbarLogger', () => {
  it.each(KERAS.formats)('formats numbers like Keras: $loss after $seconds s', async (keras) => {
    const { list, lines, clock } = listFor(keras);
    await list.call('onTrainBegin', {});
    await list.call('onEpochBegin', keras.epochs - 1, {});
    clock.now += 1000 * keras.seconds;
    const loss = VALUES[keras.loss] ?? Number(keras.loss);
    await list.call('onEpochEnd', keras.epochs - 1, { loss });
    expect(lines).toEqual(keras.lines);
  });

  it.each(KERAS.runs)(
    'names the results in the order of Keras: $lines.1',
    async ({ history, lines: keras }) => {
      const { list, lines, clock } = listFor({ epochs: 2, steps: 3 });
      await list.call('onTrainBegin', {});
      for (const epoch of [0, 1]) {
        await list.call('onEpochBegin', epoch, {});
        clock.now += 250;
        const names = ['loss', 'accuracy', 'val_loss', 'val_accuracy', 'learning_rate'];
        const logs = names.flatMap((name) => (history[name] ? [[name, history[name][epoch]]] : []));
        await list.call('onEpochEnd', epoch, Object.fromEntries(logs) as Logs);
      }
      expect(lines).toEqual(keras);
    },
  );

  it('prints to the event of a run, and the number of an epoch also if a checkpoint interrupted it', async () => {
    const lines: string[] = [];
    const emitter = new Emitter<FitEvents>();
    emitter.on('print', ({ line }) => lines.push(line.replace(/ - \d+s - \d+[mu]?s/, '')));
    const common = { emitter, epochs: 2, callbacks: new CallbackList([new ProgbarLogger()]) };
    let from: FitProgress | null = null;
    const keeper = {
      isDue: (steps: number) => steps === 5,
      keep: (progress: FitProgress) =>
        Promise.resolve(void (from = progress.step === 2 ? structuredClone(progress) : from)),
    };
    await fit(new Recorder(), { ...common, source: numbers(), keeper });
    const whole = lines.splice(0);
    expect(whole).toEqual([
      'Epoch 1/2',
      '3/3/step - accuracy: 0.5000 - loss: 0.8000',
      'Epoch 2/2',
      '3/3/step - accuracy: 0.5000 - loss: 3.8000',
    ]);
    await fit(new Recorder(), { ...common, source: Object.assign(numbers(), { requested: 5 }), from });
    expect(lines).toEqual(whole.slice(2));
  });

  it('has no options', () => {
    expect(() => new ProgbarLogger({ verbose: 2 })).toThrow(
      '`ProgbarLogger` has no options. Received: verbose=2',
    );
  });
});
