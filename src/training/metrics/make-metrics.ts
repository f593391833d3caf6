/** Makes the metrics of a run. To add one, write its class here, and a row in `options/metric-choice.ts`. */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { MetricConfig } from '../../options/metric-choice';
import { Auc } from './auc';
import { ConfusionMatrix } from './confusion-matrix';
import { F1Score } from './f1-score';
import type { Metric } from './metric';
import { Precision } from './precision';
import { TopK } from './top-k';

/**
 * @param units Number of the network's outputs.
 * @throws {PupilaError} 'invalid-argument' for a metric that Keras cannot compute of one output.
 */
export function checkMetrics(configs: readonly MetricConfig[], units: number): void {
  const refused = configs.find(({ name }) => ['f1_score', 'top_k_categorical_accuracy'].includes(name));
  if (units > 1 || !refused) return;
  throw invalidArgument(message`\`${refused.name}\` needs a network with one output for each class.`, {
    outputs: units,
  });
}

/** @param threshold Above it, one output means class 1. Default 0.5. */
export function makeMetrics(configs: readonly MetricConfig[], threshold = 0.5): Metric[] {
  return configs.map((config): Metric => {
    switch (config.name) {
      case 'precision':
      case 'recall':
        return new Precision(config.name, config);
      case 'auc':
        return new Auc(config);
      case 'f1_score':
        return new F1Score(config);
      case 'top_k_categorical_accuracy':
        return new TopK(config);
      case 'confusion_matrix':
        return new ConfusionMatrix(threshold);
    }
  });
}
