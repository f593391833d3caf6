import { describe, expect, it } from 'vitest';
import { textOf } from '../../core/message';
import { DEFAULTS, type TrainerSettings } from './settings';
import { SUGGESTIONS, type TextSetting, brokenTextRule, withValidTexts } from './text-rules';

const broken = (name: TextSetting, value: TrainerSettings[TextSetting]) => {
  const rule = brokenTextRule(name, value);
  return rule && textOf(rule);
};

describe('a setting that is a text', () => {
  it.each([
    ['callbacks', 'abc', 'Unknown callback. Clear the field to see all names.'],
    [
      'callbacks',
      '[',
      'must be a list of Keras’s callbacks: names, objects with a `name` and its arguments, or a text such as EarlyStopping(patience=3).',
    ],
    [
      'callbacks',
      'EarlyStopping(foo=1)',
      'Unknown option of `EarlyStopping`. Choose one of monitor, min_delta, patience, verbose, mode, baseline, restore_best_weights, start_from_epoch.',
    ],
    [
      'callbacks',
      '{"name": "TerminateOnNaN", "raise": true}',
      'Unknown option of `TerminateOnNaN`. The only one is `raise_error`.',
    ],
    ['schedule', 'CosineDecay', 'CosineDecay needs `decay_steps`, which must be a number greater than 0.'],
    ['schedule', 'CosineDecay:decay_steps=0', '`decay_steps` must be a number greater than 0.'],
    ['callbacks', 'TerminateOnNaN', null],
    ['callbacks', "EarlyStopping(monitor='val_loss', restore_best_weights=True), TerminateOnNaN", null],
    ['callbacks', 'EarlyStopping:patience=2,min_delta=0.1', null],
    ['callbacks', 'early_stopping', null],
    ['callbacks', '{"name": "EarlyStopping", "patience": "3"}', '`patience` must be a number.'],
    ['callbacks', '{"name": "CSVLogger", "filename": "a.csv"}', null],
    ['callbacks', 'csv_logger', 'CSVLogger needs `filename`, which must be a text.'],
    ['callbacks', '', null],
    ['schedule', 'CosineDecay:decay_steps=9', null],
    ['schedule', null, null],
  ] as const)('%s: %j', (name, value, rule) => {
    expect(broken(name, value)).toBe(rule);
  });

  it.each([
    ['callbacks', 'EarlyStopping(min_delta=0,01)', true],
    ['callbacks', 'EarlyStopping(patience=1,min_delta=x', false],
    ['classWeight', 'gatos=2,perros=0,5', true],
    ['classWeight', '{0: 1,1: -2}', false],
    ['schedule', '{"name": "PiecewiseConstantDecay", "boundaries": [1000,2000]}', false],
  ] as const)('speaks of a decimal comma: %s=%s', (name, value, speaks) => {
    expect(broken(name, value)).toMatch(
      speaks ? / Decimals are written with a point, as in Python\.$/ : /\.$/,
    );
    expect(broken(name, value)?.includes('Decimals')).toBe(speaks);
  });

  it('names the nearest for one that does not exist', () => {
    expect(broken('schedule', 'cosine')).toBe('Unknown schedule. Did you mean `CosineDecay`?');
    expect(broken('loss', 'xyz')).toBe('Unknown loss. Clear the field to see all names.');
  });

  it('has suggestions that keep its rule', () => {
    expect(SUGGESTIONS.callbacks).toContain('TerminateOnNaN');
    expect(SUGGESTIONS.schedule).toContain('CosineDecay:decay_steps=1000');
    expect(SUGGESTIONS.schedule).toHaveLength(6);
    for (const [name, texts] of Object.entries(SUGGESTIONS))
      for (const text of texts) expect(broken(name as TextSetting, text), text).toBeNull();
  });

  it('is left out if it breaks its rule', () => {
    const settings = { ...DEFAULTS, callbacks: 'abc', schedule: 'PiecewiseConstantDecay' };
    expect(withValidTexts(settings)).toEqual(DEFAULTS);
    const valid = { ...DEFAULTS, callbacks: 'TerminateOnNaN', schedule: 'CosineDecay:decay_steps=9' };
    expect(withValidTexts(valid)).toEqual(valid);
  });
});
