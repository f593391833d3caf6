import { expect, it } from 'vitest';
import { readMetrics } from './metric-choice';

const AUC = { name: 'auc', numThresholds: 200, curve: 'ROC' };
const RECALL = { name: 'recall', thresholds: null, topK: null, classId: 1 };

it.each<[unknown, unknown]>([
  ['accuracy, auc', [AUC]],
  [['acc', 'AUC'], [AUC]],
  ['{"name": "recall", "class_id": 1}', [RECALL]],
  [
    [{ name: 'Recall', classId: 1 }, 'auc'],
    [RECALL, AUC],
  ],
  ['TopKCategoricalAccuracy', [{ name: 'top_k_categorical_accuracy', k: 5 }]],
  ['f1_score', [{ name: 'f1_score', average: 'macro', threshold: null }]],
  ['accuracy', []],
  ['[', undefined],
  [3, undefined],
  [[{ k: 1 }], undefined],
])('reads %j', (value, expected) => {
  expect(readMetrics(value)).toEqual(expected);
});

it.each([
  ['acuracy', 'Unknown metric. Did you mean `accuracy`? Received: metrics=acuracy'],
  ['auc,AUC', 'Each metric must be named once. Received: metrics=auc'],
  [[{ name: 'auc', k: 1 }], 'Unknown option of auc.'],
  [[{ name: 'auc', curve: 'roc' }], '`curve` must be one of ROC, PR.'],
  [[{ name: 'top_k_categorical_accuracy', k: 0 }], '`k` must be an integer of at least 1.'],
])('refuses %j', (value, message) => {
  expect(() => readMetrics(value)).toThrow(message);
});
