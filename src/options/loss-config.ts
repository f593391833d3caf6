/** Keras 3's losses of classifiers as plain data: names, arguments, defaults. `resolve-loss.ts` validates them. */
import type { Message } from '../core/message';

/** Keras's name of a loss. */
export type LossName =
  | 'binary_crossentropy'
  | 'categorical_crossentropy'
  | 'sparse_categorical_crossentropy'
  | 'binary_focal_crossentropy'
  | 'categorical_focal_crossentropy'
  | 'mean_squared_error'
  | 'mean_absolute_error'
  | 'mean_absolute_percentage_error'
  | 'mean_squared_logarithmic_error'
  | 'huber'
  | 'log_cosh'
  | 'hinge'
  | 'squared_hinge'
  | 'categorical_hinge'
  | 'kl_divergence'
  | 'poisson'
  | 'cosine_similarity';

/** Arguments of losses: those of Keras's classes, in camelCase. Each loss has some of them. */
export interface LossArguments {
  /** Whether the model's outputs are logits, without a sigmoid or softmax. Default false. */
  fromLogits?: boolean;
  /** 0 … 1. Moves each label by this share towards equal probabilities. Default 0. */
  labelSmoothing?: number;
  /** Focal losses: the weight of class 1, and of each class. Default 0.25. */
  alpha?: number | readonly number[];
  /** Focal losses: how little images count that are already right, at least 0. Default 2. */
  gamma?: number;
  /** Binary focal loss: whether `alpha` applies. Default false. */
  applyClassBalancing?: boolean;
  /** Huber: the error at which the loss changes from quadratic to linear. Default 1. */
  delta?: number;
}

/** A loss's class in Keras, and its defaults in the order of its `get_config`. */
interface LossClass {
  readonly className: string;
  readonly defaults: LossArguments;
  /** Other names in Keras. */
  readonly aliases?: readonly string[];
}

const CROSSENTROPY = { fromLogits: false, labelSmoothing: 0 };
const FOCAL = { alpha: 0.25, gamma: 2 };

/** Keras's losses by the names of its functions. */
export const LOSSES: { readonly [Name in LossName]: LossClass } = {
  binary_crossentropy: {
    className: 'BinaryCrossentropy',
    defaults: CROSSENTROPY,
    aliases: ['bce', 'BCE'],
  },
  categorical_crossentropy: { className: 'CategoricalCrossentropy', defaults: CROSSENTROPY },
  sparse_categorical_crossentropy: {
    className: 'SparseCategoricalCrossentropy',
    defaults: { fromLogits: false },
  },
  binary_focal_crossentropy: {
    className: 'BinaryFocalCrossentropy',
    defaults: { ...CROSSENTROPY, applyClassBalancing: false, ...FOCAL },
  },
  categorical_focal_crossentropy: {
    className: 'CategoricalFocalCrossentropy',
    defaults: { ...CROSSENTROPY, ...FOCAL },
  },
  mean_squared_error: { className: 'MeanSquaredError', defaults: {}, aliases: ['mse', 'MSE'] },
  mean_absolute_error: { className: 'MeanAbsoluteError', defaults: {}, aliases: ['mae', 'MAE'] },
  mean_absolute_percentage_error: {
    className: 'MeanAbsolutePercentageError',
    defaults: {},
    aliases: ['mape', 'MAPE'],
  },
  mean_squared_logarithmic_error: {
    className: 'MeanSquaredLogarithmicError',
    defaults: {},
    aliases: ['msle', 'MSLE'],
  },
  huber: { className: 'Huber', defaults: { delta: 1 }, aliases: ['huber_loss'] },
  log_cosh: { className: 'LogCosh', defaults: {}, aliases: ['logcosh'] },
  hinge: { className: 'Hinge', defaults: {} },
  squared_hinge: { className: 'SquaredHinge', defaults: {} },
  categorical_hinge: { className: 'CategoricalHinge', defaults: {} },
  kl_divergence: {
    className: 'KLDivergence',
    defaults: {},
    aliases: ['kld', 'KLD', 'kullback_leibler_divergence'],
  },
  poisson: { className: 'Poisson', defaults: {} },
  cosine_similarity: { className: 'CosineSimilarity', defaults: {} },
};

/** A loss and its arguments, named as in Keras in camelCase. Missing arguments have Keras's defaults. */
export interface LossConfig extends LossArguments {
  name: LossName;
}

/** A loss: its name, or an object with its name and arguments. */
export type Loss = LossName | LossConfig;

/** All arguments that the loss has are set. */
export type ResolvedLoss = Readonly<LossConfig>;

/** A loss in a file that Pupila cannot train with. */
export interface UnsupportedLoss {
  readonly name: null;
  /** The class or argument, as a full sentence. */
  readonly problem: Message;
}

/** The loss in a model's file. */
export type SavedLoss = ResolvedLoss | UnsupportedLoss;

/** Names of all losses. */
export const LOSS_NAMES = Object.keys(LOSSES) as LossName[];

/** Returns the loss with this name of a function, class or alias in Keras. Undefined if there is none. */
export function lossNamed(name: string): LossName | undefined {
  return LOSS_NAMES.find((each) => {
    const { className, aliases = [] }: LossClass = LOSSES[each];
    return [each, className, ...aliases].includes(name);
  });
}

/** Returns the loss of a file if Pupila can train with it. */
export const usableLoss = (saved: SavedLoss | null | undefined): ResolvedLoss | null =>
  saved && saved.name !== null ? saved : null;
