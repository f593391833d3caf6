/** Validates the arguments of `flow_from_directory`, `flow` and `fit`, and fills in their defaults. */
import type { FitArguments, FitSourceOptions, FlowFromDirectoryOptions, FlowOptions } from './flow-options';
import { type FlowFunction, flowOptionEntries } from './flow-table';
import { readOptions } from './option-rules';
import { rulesOf } from './table-rules';
import type { ResolvedOptions } from './training-options';

/**
 * @throws {PupilaError} 'invalid-argument' with the option, its rule and the received value, like the functions below.
 */
export const parseFlowFromDirectoryOptions = (json: unknown): FlowFromDirectoryOptions =>
  readOptions('`flow_from_directory`', rulesOf(flowOptionEntries('flow_from_directory')), json);

export const parseFlowOptions = (json: unknown): FlowOptions =>
  readOptions('`flow`', rulesOf(flowOptionEntries('flow')), json);

export const parseFitOptions = (json: unknown): FitArguments =>
  readOptions('`fit`', rulesOf(flowOptionEntries('fit')), json);

export const parseFitSourceOptions = (json: unknown): FitSourceOptions =>
  readOptions('`fit`', rulesOf(flowOptionEntries('fit-pictures')), json);

/** Returns the options of a run that a function of an `ImageDataGenerator` takes too. */
export function flowOptionsOfRun(
  takenBy: FlowFunction,
  options: ResolvedOptions,
): Partial<FlowFromDirectoryOptions> {
  const names = flowOptionEntries(takenBy).map(([name]) => name);
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.some((each) => each === name)));
}
