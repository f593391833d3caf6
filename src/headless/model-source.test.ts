/** Finds the model that `--model` names: a file, a run's folder, or a folder with one model. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeModel } from './model-source';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pupila-model-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function filesOf(names: readonly string[]): string[] {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '{}');
  }
  return [...describeModel({ model: folder }).files.keys()];
}

describe('a folder with one model', () => {
  it.each<[string, string[], string[]]>([
    ['Teachable Machine for Keras', ['keras_model.h5', 'labels.txt'], ['keras_model.h5', 'labels.txt']],
    ['Teachable Machine for tfjs', ['model.json', 'metadata.json'], ['model.json', 'metadata.json']],
    ['.keras', ['best.keras', 'history.json', 'data.zip'], ['best.keras']],
    ['.h5 beside weights', ['net.h5', 'net.weights.h5', '._net.h5'], ['net.h5']],
    ["a run's", ['run.json', 'model/model.json', 'model.keras', 'best.keras'], ['model.json']],
    ["a run's that has only model.keras", ['run.json', 'model.keras'], ['model.keras']],
  ])('%s', (_, names, served) => {
    expect(filesOf(names)).toEqual(served.map((name) => `model/${name}`));
  });
});

it('refuses a folder with several models, by their names', () => {
  expect(() => filesOf(['b.keras', 'a.h5', 'model/model.json'])).toThrow(
    'The folder of `--model` must have one model; name the file otherwise. Received: ' +
      `${folder}=["a.h5","b.keras","model/model.json"]`,
  );
});

it('refuses a folder without a model', () => {
  expect(() => filesOf(['data.zip', 'only.weights.h5'])).toThrow('which is none of them');
});
