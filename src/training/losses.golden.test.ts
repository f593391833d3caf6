/** Every loss, its gradient and its arguments, compared with Keras (fixtures/losses.py). */
import { type Tensor2D, tensor, tensor2d, valueAndGrad } from '@tensorflow/tfjs-core';
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

const { cases } = readJson<{ cases: LossCase[] }>('fixtures/losses.json');
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

  it.each(named)('$loss.name $title after $head, $units units', async (golden) => {
    const { loss, head, units, labels } = golden;
    const images = golden.logits.length / units;
    const truth = tensor(labels, labels.length === images ? [images] : [images, units]);
    const { value, grad } = valueAndGrad((logits) =>
      lossSum({ loss, head, logits: logits as Tensor2D, labels: truth }),
    )(tensor2d(golden.logits, [images, units]));
    const [sum] = await value.data();
    expect(relativeError([(sum as number) / images], [golden.expected])).toBeLessThan(TOLERANCE);
    const gradient = Array.from(await grad.data(), (each) => each / images);
    expect(relativeError(gradient, golden.gradient)).toBeLessThan(TOLERANCE);

    if (noPlanLossReason(loss, head) !== null) return;
    const ofPlan = new Float32Array(golden.logits.length);
    const scored = {
      loss,
      logits: Float32Array.from(golden.logits),
      labels: Float32Array.from(labels),
      images,
    };
    expect(relativeError([crossentropy(scored, ofPlan).loss], [golden.expected])).toBeLessThan(TOLERANCE);
    expect(relativeError(ofPlan, golden.gradient)).toBeLessThan(TOLERANCE);
  });
});
