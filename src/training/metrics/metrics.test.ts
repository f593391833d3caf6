/** What fixtures/fit_arguments.json does not have: class numbers as labels, ties, no images, sums that go on. */
import { expect, it } from 'vitest';
import { type MetricConfig, readMetrics } from '../../options/metric-choice';
import { RunningMean } from '../history';
import { checkMetrics, makeMetrics } from './make-metrics';

const ALL = 'precision,recall,auc,f1_score,top_k_categorical_accuracy,confusion_matrix';
const newMetrics = () => makeMetrics(readMetrics(ALL) as MetricConfig[]);
const outcome = { loss: 1, accuracy: 0.5 };
const outputs = Float32Array.of(0.7, 0.2, 0.1, 0.1, 0.3, 0.6, 0.2, 0.7, 0.1);
const oneHot = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 1, 0);

function meanOf(y: Float32Array<ArrayBuffer>): RunningMean {
  const mean = new RunningMean(newMetrics());
  mean.add({ ...outcome, outputs }, { size: 3, y });
  return mean;
}

it('takes class numbers as one-hot labels', () => {
  const mean = meanOf(Float32Array.of(0, 1, 1));
  expect(mean.logs).toEqual(meanOf(oneHot).logs);
  expect(mean.logs).toMatchObject({ loss: 1, accuracy: 0.5, precision: 2 / 3, recall: 2 / 3 });
  expect(mean.confusion).toEqual([
    [1, 0, 0],
    [0, 1, 1],
    [0, 0, 0],
  ]);
});

it('goes on from sums, to the same numbers', () => {
  const whole = meanOf(oneHot);
  const first = meanOf(oneHot);
  const { sums } = first;
  const second = new RunningMean(newMetrics(), structuredClone(sums));
  for (const mean of [whole, second])
    mean.add({ ...outcome, outputs }, { size: 3, y: Float32Array.of(2, 0, 1) });
  expect(second.logs).toEqual(whole.logs);
  expect(second.confusion).toEqual(whole.confusion);
  expect(second.sums).toEqual(whole.sums);
});

it('counts equal outputs among the largest, and one output above the threshold as class 1', () => {
  const [topK] = makeMetrics([{ name: 'top_k_categorical_accuracy', k: 1 }]);
  topK!.add({ images: 1, units: 2, outputs: Float32Array.of(0.5, 0.5), labels: Float32Array.of(0, 1) });
  expect(topK!.result).toBe(1);
  const mean = new RunningMean(makeMetrics([{ name: 'confusion_matrix' }], 0));
  mean.add({ ...outcome, outputs: Float32Array.of(0.1, -1, 2) }, { size: 3, y: Float32Array.of(1, 1, 0) });
  expect(mean.confusion).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(mean.logs).toEqual({ loss: 1, accuracy: 0.5 });
});

it('is 0 where nothing was counted, as in Keras', () => {
  const values = newMetrics().map(({ result }) => result);
  expect(values).toEqual([0, 0, 0, 0, 0, null]);
});

it('refuses what Keras cannot compute of one output', () => {
  const configs = readMetrics('auc, TopKCategoricalAccuracy(k=3)') ?? [];
  expect(() => checkMetrics(configs, 3)).not.toThrow();
  expect(() => checkMetrics(configs, 1)).toThrow(
    '`top_k_categorical_accuracy` needs a network with one output for each class. Received: outputs=1',
  );
});
