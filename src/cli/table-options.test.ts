import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../options/resolve-options';
import type { TrainingOptions } from '../options/training-options';
import { addTableOptions, splitTableOptions } from './table-options';

const parse = (...args: string[]) => {
  const command = addTableOptions(new Command('train'), 'train').exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return splitTableOptions('train', command.parse(args, { from: 'user' }).opts<object>()).options;
};

it('say the defaults that a command has: only some load a model', () => {
  const help = (name: 'train' | 'batches' | 'preview') =>
    addTableOptions(new Command(name).configureHelp({ helpWidth: 1000 }), name).helpInformation();
  for (const name of ['batches', 'preview'] as const) {
    expect(help(name)).not.toContain('model');
    expect(help(name)).toContain('(default: 150x150)');
  }
  expect(help('train')).toContain("(default: a loaded model's, else 150x150)");
});

describe("the optimizer's flags", () => {
  it('are options of a run', () => {
    const flags = ['--optimizer', 'lion', '--learning-rate', '0.2', '--weight-decay', '0.1'];
    const schedule = ['--schedule', 'CosineDecay:decay_steps=9,alpha=0.5', '--global-clipnorm', '2'];
    expect(resolveOptions(parse(...flags, ...schedule) as TrainingOptions)).toMatchObject({
      optimizer: 'lion',
      learningRate: 0.2,
      schedule: { name: 'CosineDecay', initialLearningRate: 0.2, decaySteps: 9, alpha: 0.5 },
      weightDecay: 0.1,
      globalClipnorm: 2,
    });
  });

  it.each([
    [['--optimizer', 'muon'], 'Allowed choices are sgd, rmsprop, adam'],
    [['--schedule', 'CosineDecay'], 'CosineDecay needs `decay_steps`, which must be a number greater than 0'],
    [['--schedule', 'cosine'], 'Did you mean `CosineDecay`?'],
    [['--schedule', '9:9'], 'one of Keras’s schedules'],
    [['--clipnorm', '0'], 'greater than 0'],
  ])('refuse %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
