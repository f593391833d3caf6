/** A network that has diverged: its outputs are not finite numbers, so it has no probabilities. */
import type { Translation } from '../i18n/catalogue';
import type { diverged } from '../i18n/en/diverged';
import type { Formats } from '../i18n/locale';
import type { LossNotFiniteEvent } from '../index';

/** Whether all outputs are finite. @param rows One row per picture. */
export function areFinite(rows: readonly ArrayLike<number>[]): boolean {
  return rows.every((row) => Array.from(row).every(Number.isFinite));
}

/** Says that the network cannot predict, since when, and what to do. @param loss Null: not known, as for a loaded model. */
export function divergedText(
  words: Translation<typeof diverged>,
  loss: LossNotFiniteEvent | null,
  format: Formats,
): string {
  if (!loss) return words.unknown;
  return words[loss.part](format.integer(loss.epoch + 1), format.integer(loss.step + 1));
}
