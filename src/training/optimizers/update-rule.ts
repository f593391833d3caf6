/** What each optimizer's file implements, and arithmetic that they share. */
import { type Scalar, type Tensor, type Variable, add, mul, scalar, sub } from '@tensorflow/tfjs-core';
import type { OptimizerName, ResolvedOptimizer } from '../../options/optimizer-config';

/** A kind of array that an optimizer keeps for each weight. */
export interface Slot {
  /** Keras's name of the variable. */
  readonly name: string;
  /** First value. Default 0. */
  readonly initial?: number;
  /** Shape of the array for a weight of this shape. Default: the weight's. */
  readonly shape?: (weight: readonly number[]) => readonly number[];
}

/** One update of one weight. */
export interface Update<Name extends OptimizerName> {
  readonly config: ResolvedOptimizer<Name>;
  readonly weight: Variable;
  /** Clipped. */
  readonly gradient: Tensor;
  /** In the order of `UpdateRule.slots`. */
  readonly slots: readonly Variable[];
  readonly learningRate: number;
  /** Number of this update, from 1: Keras's `iterations + 1`. */
  readonly step: number;
}

/** The formulas of one optimizer. */
export interface UpdateRule<Name extends OptimizerName> {
  /**
   * Slots in the order of Keras's variables. Those of one list alternate: all of them for the first weight, all for the
   * second, and so on.
   */
  readonly slots: (config: ResolvedOptimizer<Name>) => readonly (readonly Slot[])[];
  /** Changes the weight and its slots. It runs inside `tidy`. */
  readonly update: (update: Update<Name>) => void;
  /** Scalars that Keras keeps after the slots, as of this number of updates. They are not part of the state. */
  readonly scalars?: (config: ResolvedOptimizer<Name>, updates: number) => readonly number[];
}

export const constant = (value: number): Scalar => scalar(value, 'float32');

/** Moves a moving average towards `value` by a share of the distance. */
export function approach(average: Variable, value: Tensor, share: number): void {
  average.assign(add(average, mul(sub(value, average), constant(share))));
}

/** Returns `old * share + value * (1 - share)`, in Keras's order of operations. */
export const blend = (old: Tensor, value: Tensor, share: number): Tensor =>
  add(mul(old, constant(share)), mul(value, constant(1 - share)));

/** 1 − βᵗ in float32, as Keras computes it. In the first steps it differs noticeably from double precision. */
export function oneMinusPower(beta: number, t: number): number {
  return Math.fround(1 - Math.fround(Math.fround(beta) ** t));
}
