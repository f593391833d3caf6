import { describe, expect, it } from 'vitest';
import { declaredFiles, isDeclared } from './declared-files';
import { resultPath } from './result-path';
import type { OptionsJson } from './runner-protocol';

const RESULTS = ['history.json', 'model.keras', 'model/model.json', 'model/weights.bin'];
const checkpoint = (filepath: string) => ({ name: 'ModelCheckpoint', filepath });
const declared = (...callbacks: Exclude<OptionsJson['callbacks'], string | undefined>[number][]) =>
  declaredFiles(callbacks, true, RESULTS);

describe('the files of callbacks', () => {
  it.each<[string, string[], string[]]>([
    ['best.keras', ['best.keras', 'BEST.keras'], ['best_keras', 'a/best.keras', 'best.keras/a', '']],
    [
      'checkpoints/m-{epoch:02d}-{val_loss:.3f}.keras',
      ['checkpoints/m-01-0.693.keras', 'checkpoints/m-100--1.5.keras', 'checkpoints/m-02-nan.keras'],
      ['m-01-0.693.keras', 'checkpoints/m-x-1.keras', 'checkpoints/m-01-a/b.keras', 'other/m-01-1.keras'],
    ],
    ['./a/./b.keras', ['a/b.keras'], ['./a/b.keras', 'a/./b.keras']],
    ['{epoch}/{batch}.keras', ['1/2.keras'], ['../2.keras', './2.keras', '1/2/3.keras', '/2.keras']],
    ['a+(b)*{{x}}.keras', ['a+(b)*{x}.keras'], ['aab{x}.keras']],
  ])('of %s', (filepath, names, others) => {
    const files = declared(checkpoint(filepath));
    expect(names.filter((name) => !isDeclared(files, name))).toEqual([]);
    expect(others.filter((name) => isDeclared(files, name))).toEqual([]);
  });

  it('are those of every callback that writes', () => {
    const csv = { name: 'csv_logger', filename: 'log-{epoch}.csv' };
    const files = declared('TerminateOnNaN', csv, checkpoint('a.keras'));
    // Keras fills in nothing here.
    expect(files).toHaveLength(2);
    expect(isDeclared(files, 'log-{epoch}.csv')).toBe(true);
    expect(declaredFiles(undefined, false, RESULTS)).toEqual([]);
  });

  it.each([
    '/tmp/a.keras',
    '../a.keras',
    'a/../../b.keras',
    'a//b.keras',
    String.raw`a\b.keras`,
    'C:a.keras',
  ])('may not be outside of the folder: %s', (filepath) => {
    expect(() => declared(checkpoint(filepath))).toThrow(
      `A callback must write inside of the folder \`out\`: its path must be relative, with / between folders. Received: path=${filepath}`,
    );
  });

  it.each([
    'model.keras',
    'MODEL.keras',
    './model.keras',
    'model.keras/a.keras',
    'history.json/{epoch}.keras',
  ])('may not be those of the run: %s', (filepath) => {
    expect(() => declared(checkpoint(filepath))).toThrow('A callback must not write where the run writes');
  });

  it('may not be in the way of its folders, but in them', () => {
    expect(() => declared({ name: 'CSVLogger', filename: 'model' })).toThrow(
      'model/model.json. Received: path=model',
    );
    expect(() => declared(checkpoint('model/{epoch}.keras'))).not.toThrow();
  });

  it('need a folder', () => {
    expect(() => declaredFiles([checkpoint('a.keras')], false, RESULTS)).toThrow(
      'ModelCheckpoint needs a place for its files: `files` of a `TrainingSession`, or the folder `out` of a headless run.',
    );
  });
});

it('paths of results have no dots', () => {
  expect(resultPath('./a/./b')).toBe('a/b');
  expect(() => resultPath('a/..')).toThrow('Received: path=a/..');
});
