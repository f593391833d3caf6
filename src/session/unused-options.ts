/** Options that have no effect on a run. */
import { type Message, message } from '../core/message';
import type { ResolvedOptions } from '../options/training-options';
import type { DatasetInfo } from '../protocol/data-protocol';

/** Returns a warning for each option that needs validation pictures where there are none. */
export function unusedOptionWarnings(
  { validation }: Pick<DatasetInfo, 'validation'>,
  {
    validationFreq,
    validationSteps,
    metrics,
  }: Pick<ResolvedOptions, 'validationFreq' | 'validationSteps' | 'metrics'>,
): Message[] {
  if (validation) return [];
  const names = [
    validationFreq !== null && '`validationFreq`',
    validationSteps !== null && '`validationSteps`',
    metrics?.some(({ name }) => name === 'confusion_matrix') && '`confusion_matrix`',
  ].filter((name) => typeof name === 'string');
  return names.map((name) => message`Without validation pictures, ${name} has no effect.`);
}
