/** Rules of the settings that are texts: callbacks, a schedule, a loss, weights of classes, epochs, metrics. Loaded after the element's first view. */
import { PupilaError, ruleIn } from '../../core/errors';
import { type Message, message } from '../../core/message';
import { kerasArgument } from '../../core/spelling';
import { type CallbackChoice } from '../../options/callback-choice';
import { SCHEDULES } from '../../options/learning-rate-schedule';
import { LOSS_NAMES } from '../../options/loss-config';
import { METRIC_NAMES } from '../../options/metric-choice';
import { ruleOf } from '../../options/table-rules';
import { TRAINING_TABLE } from '../../options/training-table';
import { UnknownName } from '../../options/unknown-name';
import { callbackEntries, makeCallbacks } from '../../training/callbacks/registry';
import type { TrainerSettings } from './settings';

/** Name of such a setting. */
export type TextSetting = 'callbacks' | 'schedule' | 'loss' | 'classWeight' | 'validationFreq' | 'metrics';

/** An argument with a decimal comma: `=0,5`. A list such as `cats=1,dogs=2` or `{0: 1,1: 2}` has none. */
const DECIMAL_COMMA = /[=:]\s*-?\d+,\d+(?!\s*[=:\d])/;

/** Returns the rule that a value breaks, or null. */
export function brokenTextRule(
  name: TextSetting,
  value: TrainerSettings[TextSetting],
): Message | string | null {
  const rule = ruleBrokenBy(name, value);
  return rule !== null && typeof value === 'string' && DECIMAL_COMMA.test(value)
    ? message`${rule} Decimals are written with a point, as in Python.`
    : rule;
}

function ruleBrokenBy(name: TextSetting, value: TrainerSettings[TextSetting]): Message | string | null {
  if (value === null) return null;
  try {
    // Without 'or null': an empty field is null.
    const rule = ruleOf({ ...TRAINING_TABLE[name], default: '' });
    const read = rule.read(value);
    // Below its field, without the name of the option.
    if (read === undefined) return message`${rule.says}.`;
    if (name === 'callbacks') makeCallbacks(read as readonly CallbackChoice[]);
    return null;
  } catch (error) {
    // The field has little room, and its suggestions have all names.
    if (error instanceof UnknownName) return error.shortRule;
    if (error instanceof PupilaError) return ruleIn(error);
    throw error;
  }
}

/** Returns settings without the texts that break their rule, which the start refuses. */
export function withValidTexts(settings: TrainerSettings): TrainerSettings {
  const valid = <Name extends TextSetting>(name: Name): TrainerSettings[Name] =>
    brokenTextRule(name, settings[name]) === null ? settings[name] : null;
  return {
    ...settings,
    callbacks: valid('callbacks'),
    schedule: valid('schedule'),
    loss: valid('loss'),
    classWeight: valid('classWeight'),
    validationFreq: valid('validationFreq'),
    metrics: valid('metrics'),
  };
}

/** Arguments of schedules that must be given, with a value to start from. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  decaySteps: 1000,
  firstDecaySteps: 1000,
  decayRate: 0.5,
  boundaries: [1000],
  values: [0.001, 0.0001],
};

/** Arguments of callbacks that must be given, with a value to start from. */
const CALLBACK_EXAMPLES: Readonly<Record<string, object>> = {
  CSVLogger: { filename: 'training.csv' },
  ModelCheckpoint: { filepath: '{epoch:02d}.keras' },
  LearningRateScheduler: { schedule: 'ExponentialDecay(decay_steps=1, decay_rate=0.9)' },
};

/** Texts to choose from: each callback, each loss, and each schedule with the arguments that it needs. */
export const SUGGESTIONS: Readonly<Record<TextSetting, readonly string[]>> = {
  callbacks: callbackEntries().map(([name]) =>
    name in CALLBACK_EXAMPLES ? JSON.stringify({ name, ...CALLBACK_EXAMPLES[name] }) : name,
  ),
  loss: LOSS_NAMES,
  classWeight: [],
  validationFreq: [],
  // The results have the confusion matrix in any case.
  metrics: METRIC_NAMES.filter((name) => name !== 'confusion_matrix'),
  schedule: Object.entries(SCHEDULES).map(([name, defaults]) => {
    const needed = Object.keys(defaults).filter((argument) => argument in EXAMPLES);
    const pairs = needed.map((argument) => [kerasArgument(argument), EXAMPLES[argument]] as const);
    const isText = pairs.every(([, value]) => !Array.isArray(value));
    return isText
      ? `${name}:${pairs.map(([argument, value]) => `${argument}=${String(value)}`).join(',')}`
      : JSON.stringify({ name, ...Object.fromEntries(pairs) });
  }),
};
