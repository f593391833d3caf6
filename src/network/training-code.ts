/** Generates Python for Keras that trains with the settings made here: generators, `compile`, `fit`. */
import { defaultClassMode } from '../core/types';
import { type CallbackChoice, readCallbackChoices } from '../options/callback-choice';
import type { OptimizerConfig } from '../options/optimizer-config';
import type { KerasCall } from '../options/training-option';
import type { TrainingOptions } from '../options/training-options';
import { trainingOptionEntries } from '../options/training-table';
import { type GeneratorOptions, generatorCode } from './generator-code';
import { Expression, call } from './keras-code';

/** A run, as arguments for Keras. */
export interface Run {
  augmentation: GeneratorOptions;
  /** Number of classes in the data; null if not known yet, which counts as two. */
  classes: number | null;
  optimizer: OptimizerConfig['name'];
  /** Options with a `keras` member in the table. Null and missing ones are not written. */
  options: { readonly [Name in keyof TrainingOptions]?: TrainingOptions[Name] | null };
}

const OPTIMIZERS = { adam: 'Adam', sgd: 'SGD', rmsprop: 'RMSprop' } as const;

/** Returns the code for data, `compile` and `fit`, for an existing `model`. */
export function trainingCode({ augmentation, classes, optimizer, options }: Run): string {
  const mode = defaultClassMode(classes ?? 2);
  const callbacks = readCallbackChoices(options.callbacks) ?? [];
  const read = { ...argumentsOf('flow_from_directory', options), classMode: mode };
  const flow = (generator: string, directory: string): string =>
    call(`${generator}.flow_from_directory`, { directory, ...read }, true);
  const optimizerCall = call(
    `tf.keras.optimizers.${OPTIMIZERS[optimizer]}`,
    argumentsOf('optimizer', { ...options, momentum: options.momentum || null }),
  );
  return [
    'import tensorflow as tf',
    generatorCode(augmentation),
    '',
    `train_generator = ${flow('train_datagen', 'train')}`,
    `validation_generator = ${flow('val_datagen', 'validation')}`,
    '',
    call(
      'model.compile',
      {
        loss: `${mode}_crossentropy`,
        optimizer: new Expression(optimizerCall),
        metrics: new Expression('["accuracy"]'),
      },
      true,
    ),
    `history = ${call(
      'model.fit',
      {
        x: new Expression('train_generator'),
        validationData: new Expression('validation_generator'),
        ...argumentsOf('fit', options),
        ...(callbacks.length > 0 && { callbacks: callbacksCode(callbacks) }),
      },
      true,
    )}`,
  ].join('\n');
}

/**
 * Returns the options that a call takes, in the table's order. Those without a field in the form are written only if they
 * differ from the default.
 */
function argumentsOf(keras: KerasCall, options: Run['options']): Record<string, unknown> {
  const rows = trainingOptionEntries().filter(([name, row]) => {
    const value = options[name] ?? null;
    return row.keras === keras && value !== null && (row.element || value !== row.default);
  });
  return Object.fromEntries(rows.map(([name]) => [name, options[name]]));
}

function callbacksCode(callbacks: readonly CallbackChoice[]): Expression {
  const calls = callbacks.map(({ name, ...args }) => call(`tf.keras.callbacks.${name}`, args));
  return new Expression(`[${calls.join(', ')}]`);
}
