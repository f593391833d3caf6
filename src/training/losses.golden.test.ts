/**
 * Every loss, its gradient and its arguments, compared with Keras (fixtures/losses.py), also of images with weights
 * (fixtures/fit_arguments.py).
 */
import { type Tensor2D, tensor, tensor1d, tensor2d, valueAndGrad } from '@tensorflow/tfjs-core';
// Registers gradients and chained operations of tfjs-core, as tfjs-layers does on import.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../data/golden-cases.testing';
import { readJson } from '../data/golden.testing';
import { startWasm } from '../engines/wasm/wasm.testing';
import { savedLoss } from '../formats/keras-loss';
import { LOSSES, LOSS_NAMES, usableLoss } from '../options/loss-config';
import type { Head } from './head';
import { crossentropy, noPlanLossReason } from '../plan/crossentropy';
import { lossSum } from './losses';

interface LossCase {
  loss_config: { class_name: string; config: Record<string, unknown> };
  head: Head;
  units: number;
  logits: number[];
  labels: number[];
  loss: number;
  gradient: number[];
}

const TOLERANCE = 2e-5;

/** The same case with a weight for each image. */
type WeightedCase = Pick<LossCase, 'loss' | 'gradient'> & { sample_weight: number[] };

const { cases } = readJson<{ cases: LossCase[] }>('fixtures/losses.json');
const { losses: weighted } = readJson<{ losses: WeightedCase[] }>('fixtures/fit_arguments.json');
const named = cases.map((golden) => {
  const { name, ...args } = usableLoss(savedLoss({ loss: golden.loss_config }))!;
  return { ...golden, loss: { name, ...args }, title: JSON.stringify(args), expected: golden.loss };
});

beforeAll(startWasm);

describe('losses compared with Keras', () => {
  it('covers every loss, and each of its arguments with another value than the default', () => {
    for (const name of LOSS_NAMES) {
      const ofLoss = named.filter(({ loss }) => loss.name === name);
      expect(ofLoss, name).not.toEqual([]);
      for (const [key, initial] of Object.entries(LOSSES[name].defaults))
        expect(
          ofLoss.some(({ loss }) => loss[key as keyof typeof loss] !== initial),
          `${name} with ${key}`,
        ).toBe(true);
    }
  });

  it('has weights for each case', () => expect(weighted).toHaveLength(cases.length));

  it.each(named)('$loss.name $title after $head, $units units', async (golden) => {
    await expectKeras(golden, { loss: golden.expected, gradient: golden.gradient }, null);
  });

  it.each(named.map((golden, i) => ({ ...golden, weighted: weighted[i] as WeightedCase })))(
    '$loss.name $title after $head, $units units, with weights',
    async ({ weighted: expected, ...golden }) => {
      await expectKeras(golden, expected, Float32Array.from(expected.sample_weight));
    },
  );
});

async function expectKeras(
  { loss, head, units, ...golden }: (typeof named)[number],
  { loss: expected, gradient: expectedGradient }: Pick<LossCase, 'loss' | 'gradient'>,
  sampleWeight: Float32Array | null,
): Promise<void> {
  const images = golden.logits.length / units;
  const labels = Float32Array.from(golden.labels);
  const truth = tensor(labels, labels.length === images ? [images] : [images, units]);
  const weights = sampleWeight && tensor1d(sampleWeight);
  const { value, grad } = valueAndGrad((logits) =>
    lossSum({ loss, head, logits: logits as Tensor2D, labels: truth, sampleWeight: weights }),
  )(tensor2d(golden.logits, [images, units]));
  const [sum] = await value.data();
  expect(relativeError([(sum as number) / images], [expected])).toBeLessThan(TOLERANCE);
  const gradient = Array.from(await grad.data(), (each) => each / images);
  expect(relativeError(gradient, expectedGradient)).toBeLessThan(TOLERANCE);

  if (noPlanLossReason(loss, head) !== null) return;
  const ofPlan = new Float32Array(golden.logits.length);
  const scored = { loss, logits: Float32Array.from(golden.logits), labels, sampleWeight, images };
  expect(relativeError([crossentropy(scored, ofPlan).loss], [expected])).toBeLessThan(TOLERANCE);
  expect(relativeError(ofPlan, expectedGradient)).toBeLessThan(TOLERANCE);
}
