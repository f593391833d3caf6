/**
 * Texts for the live region: epochs, GPU failures, a loss that is not a number, the end by a callback, and the result.
 * Steps are too frequent.
 */
import type { Context } from './context';
import type { PupilaTrainerEvents } from './events';
import { LOGS, recoveryText } from './progress-view';
import { type ResultsView, verdict } from './results-view';

type Detail<K extends keyof PupilaTrainerEvents> = PupilaTrainerEvents[K]['detail'];

/** Returns the text for an event, or null if it is not announced. */
export function liveText<K extends keyof PupilaTrainerEvents>(
  type: K,
  detail: Detail<K>,
  context: Context & Pick<ResultsView, 'lossNotFinite'>,
): string | null {
  if (type === 'pupila-epoch') return epochText(detail as Detail<'pupila-epoch'>, context);
  if (type === 'pupila-recovery') return recoveryText(detail as Detail<'pupila-recovery'>, context);
  const { sentence } = context.words.facts;
  if (type === 'pupila-lossNotFinite') return sentence((detail as Detail<'pupila-lossNotFinite'>).reason);
  if (type === 'pupila-stopTraining') {
    const { by, reason } = detail as Detail<'pupila-stopTraining'>;
    // The loss has been announced.
    return by === 'callback' ? sentence(reason) : null;
  }
  if (type === 'pupila-callbackWarning')
    return sentence((detail as Detail<'pupila-callbackWarning'>).warning);
  if (type !== 'pupila-evaluation') return null;
  return verdict({ evaluation: detail as Detail<'pupila-evaluation'>, ...context });
}

function epochText({ epoch, epochs, logs }: Detail<'pupila-epoch'>, { words, format }: Context): string {
  const values = LOGS.flatMap(([key, name]) => {
    const value = logs[key];
    if (value === undefined) return [];
    const text = key.endsWith('accuracy') ? format.percent(value) : format.decimal(value, 4);
    return [words.progress.value(words.charts[name], text)];
  });
  return words.progress.spokenEpoch(format.integer(epoch + 1), format.integer(epochs), values.join(', '));
}
