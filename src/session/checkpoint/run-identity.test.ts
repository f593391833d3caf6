import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { resolveOptions } from '../../options/resolve-options';
import type { TrainingOptions } from '../../options/training-options';
import type { DatasetInfo } from '../../protocol/data-protocol';
import { checkIdentity, identityOf } from './run-identity';

const part = { samples: 1, filenames: ['a/1.png'], labels: Int32Array.of(0), imageBytes: 9 };
const dataset = { classes: ['a', 'b'], training: part, validation: null } as unknown as DatasetInfo;
const identity = (options: TrainingOptions, units = 2) =>
  identityOf(
    dataset,
    sequential({ layers: [layers.dense({ units, inputShape: [4] })] }),
    resolveOptions({ seed: 1, ...options }),
  );
const difference = (options: TrainingOptions, units?: number) => () =>
  checkIdentity(identity({}), identity(options, units));

it('allows what changes no number', () => {
  expect(difference({ epochs: 7, threads: 2, workers: 3 })).not.toThrow();
});

it('names the cause of a difference, not its effects', () => {
  // Without the model's file, its learning rate is missing too.
  expect(difference({ learningRate: 0.5 }, 3)).toThrow(/Received: model=15 parameters/);
  expect(difference({ targetSize: [9, 9] }, 3)).toThrow(
    /Received: targetSize=\[9,9\], checkpoint=\[150,150\]/,
  );
  expect(difference({ learningRate: 0.5 })).toThrow(/Received: learningRate=0.5/);
});
