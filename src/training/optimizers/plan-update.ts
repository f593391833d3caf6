/** The updates that engines compute in kernels of their own: plain SGD, RMSprop and Adam. */
import { PupilaError } from '../../core/errors';
import { type Message, message } from '../../core/message';
import { OPTIMIZERS, type ResolvedOptimizer } from '../../options/optimizer-config';
import { adamStepSize } from './adam';
import type { Optimizer } from './optimizer';
import { slotCount } from './registry';

/** An update in an engine's kernels. */
export interface PlanUpdate {
  name: 'adam' | 'sgd' | 'rmsprop';
  /** 0 for Adam. */
  momentum: number;
  /** False for all but SGD. */
  nesterov: boolean;
  /** Number of arrays kept per weight, at most 2. */
  slots: number;
}

/**
 * Returns the reason why engines do not compute an optimizer's update, as a clause, or null if they do. They follow any
 * schedule, because each step gets its learning rate.
 */
export function noPlanUpdateReason(config: ResolvedOptimizer): Message | null {
  if (!isPlanned(config)) return message`its optimizer is ${OPTIMIZERS[config.name].className}`;
  const { weightDecay, clipnorm, globalClipnorm, clipvalue, useEma, gradientAccumulationSteps } = config;
  const extras = {
    weightDecay,
    clipnorm,
    globalClipnorm,
    clipvalue,
    useEma,
    gradientAccumulationSteps,
    amsgrad: config.name === 'adam' && config.amsgrad,
    centered: config.name === 'rmsprop' && config.centered,
  };
  const extra = Object.entries(extras).find(([, value]) => value !== null && value !== false);
  return extra ? message`its optimizer has \`${extra[0]}\`` : null;
}

/**
 * Returns the update of an optimizer.
 *
 * @throws {PupilaError} 'internal' if `noPlanUpdateReason` returns a reason.
 */
export function planUpdateOf(config: ResolvedOptimizer): PlanUpdate {
  const reason = noPlanUpdateReason(config);
  if (reason !== null || !isPlanned(config)) throw notPlanned(config);
  return {
    name: config.name,
    momentum: config.name === 'adam' ? 0 : config.momentum,
    nesterov: config.name === 'sgd' && config.nesterov,
    slots: slotCount(config),
  };
}

type PlannedName = PlanUpdate['name'];

function isPlanned(config: ResolvedOptimizer): config is ResolvedOptimizer<PlannedName> {
  return config.name === 'adam' || config.name === 'sgd' || config.name === 'rmsprop';
}

const notPlanned = ({ name }: ResolvedOptimizer): PupilaError =>
  new PupilaError('internal', `internal: no plan updates weights with this optimizer: ${name}`);

/** Numbers of an update, for engines that update weights themselves. The optimizer's name determines which are used. */
export interface Rates {
  /** Adam: step size with both corrections. Others: the learning rate. */
  rate: number;
  epsilon: number;
  /** Adam: 1 − β₁; RMSprop: rho. */
  first: number;
  /** Adam: 1 − β₂; RMSprop: 1 − rho. */
  second: number;
  momentum: number;
}

/**
 * Returns the numbers of the current step.
 *
 * @throws {PupilaError} 'internal' for an optimizer that no plan computes.
 */
export function ratesOf({
  config,
  stepRate,
  iterations,
}: Pick<Optimizer, 'config' | 'stepRate' | 'iterations'>): Rates {
  const none = { rate: stepRate, epsilon: 0, first: 0, second: 0, momentum: 0 };
  if (config.name === 'sgd') return { ...none, momentum: config.momentum };
  if (config.name === 'rmsprop') {
    const { rho, epsilon, momentum } = config;
    return { ...none, epsilon, first: rho, second: 1 - rho, momentum };
  }
  if (config.name !== 'adam') throw notPlanned(config);
  const { beta1, beta2, epsilon } = config;
  return {
    ...none,
    rate: adamStepSize(config, stepRate, iterations),
    epsilon,
    first: 1 - beta1,
    second: 1 - beta2,
  };
}
