/** The option `metrics`: Keras's metrics by name, with their arguments and Keras's defaults. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { writtenChoices } from './named-choice';
import { type Rule, type Rules, isNumber, oneOf, orNull, readOptions } from './option-rules';
import { unknownName } from './unknown-name';

const count = (initial: number, smallest: number): Rule<number> => ({
  default: initial,
  says: message`must be an integer ${message`of at least ${smallest}`}`,
  read: (value) => (Number.isInteger(value) && (value as number) >= smallest ? (value as number) : undefined),
});
const number: Rule<number> = {
  default: 0.5,
  says: message`must be a number`,
  read: (value) => (isNumber(value) ? value : undefined),
};

/** Arguments of Precision and Recall. */
export interface PrecisionArguments {
  /** Outputs above it count as positive. Null: 0.5, or with `topK` any. */
  thresholds: number | null;
  /** Only the largest outputs of an image count as positive. Null: all above the threshold. */
  topK: number | null;
  /** Null: all classes together. */
  classId: number | null;
}

const PRECISION: Rules<PrecisionArguments> = {
  thresholds: orNull(number),
  topK: orNull(count(1, 1)),
  classId: orNull(count(0, 0)),
};

/** Arguments of AUC. */
export interface AucArguments {
  numThresholds: number;
  curve: 'ROC' | 'PR';
}

/** Arguments of F1Score. */
export interface F1Arguments {
  /** Keras's default gives a score for each class, which a history of numbers cannot have: here it is 'macro'. */
  average: 'macro' | 'micro' | 'weighted';
  /** Null: the class with the largest output counts as positive. */
  threshold: number | null;
}

/** Names as in the logs, with the classes in Keras and the rules of their arguments. */
export const METRICS = {
  precision: { className: 'Precision', rules: PRECISION },
  recall: { className: 'Recall', rules: PRECISION },
  auc: {
    className: 'AUC',
    rules: { numThresholds: count(200, 2), curve: oneOf(['ROC', 'PR'], 'ROC') } satisfies Rules<AucArguments>,
  },
  f1_score: {
    className: 'F1Score',
    rules: {
      average: oneOf(['macro', 'micro', 'weighted'], 'macro'),
      threshold: orNull(number),
    } satisfies Rules<F1Arguments>,
  },
  top_k_categorical_accuracy: { className: 'TopKCategoricalAccuracy', rules: { k: count(5, 1) } },
  // Keras has none in its logs.
  confusion_matrix: { className: null, rules: {} },
} as const;

export type MetricName = keyof typeof METRICS;

/** Names of all metrics. */
export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

/** A metric's name in Keras and its arguments, in camelCase or in Keras's spelling. */
export interface MetricChoice {
  readonly name: string;
  readonly [argument: string]: unknown;
}

/** A metric with all its arguments. */
export type MetricConfig =
  | ({ readonly name: 'precision' | 'recall' } & Readonly<PrecisionArguments>)
  | ({ readonly name: 'auc' } & Readonly<AucArguments>)
  | ({ readonly name: 'f1_score' } & Readonly<F1Arguments>)
  | { readonly name: 'top_k_categorical_accuracy'; readonly k: number }
  | { readonly name: 'confusion_matrix' };

/**
 * Reads a list of names and objects with a `name`, also from a text: names separated by commas, each with arguments in
 * parentheses, or JSON. `accuracy`, which is always there, is left out.
 *
 * @returns Undefined if `value` is no list.
 * @throws {PupilaError} 'invalid-argument' for an unknown metric, argument or value, and for a metric that is there twice.
 * @example
 * readMetrics('accuracy,auc'); // [{ name: 'auc', numThresholds: 200, curve: 'ROC' }]
 */
export function readMetrics(value: unknown): readonly MetricConfig[] | undefined {
  const list = typeof value === 'string' ? writtenChoices(value) : value;
  if (!Array.isArray(list)) return undefined;
  const choices = list.map((each: unknown) => (typeof each === 'string' ? { name: each } : each));
  if (!choices.every(isChoice)) return undefined;
  const configs = choices.filter(({ name }) => !/^acc(uracy)?$/.test(name)).map(configOf);
  const names = configs.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw invalidArgument(message`Each metric must be named once.`, { metrics: twice });
  return configs;
}

function configOf({ name: given, ...args }: MetricChoice): MetricConfig {
  const letters = (text: string): string => text.toLowerCase().replaceAll('_', '');
  const name = METRIC_NAMES.find((each) => letters(each) === letters(given));
  if (!name)
    throw unknownName(message`Unknown metric.`, ['accuracy', ...METRIC_NAMES], given, { metrics: given });
  const rules = METRICS[name].rules as Rules<Record<string, unknown>>;
  return { name, ...readOptions(name, rules, args) } as unknown as MetricConfig;
}

function isChoice(value: unknown): value is MetricChoice {
  const name = typeof value === 'object' && value !== null && 'name' in value && value.name;
  return typeof name === 'string' && name !== '';
}
