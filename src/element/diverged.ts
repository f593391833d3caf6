/** A network that has diverged: its outputs are not finite numbers, so it has no probabilities. */
import type { Translation } from '../i18n/catalogue';
import type { diverged } from '../i18n/en/diverged';
import type { LossNotFiniteEvent } from '../index';

/** Whether all outputs are finite. @param rows One row per picture. */
export function areFinite(rows: readonly ArrayLike<number>[]): boolean {
  return rows.every((row) => Array.from(row).every(Number.isFinite));
}

/** Says that the network cannot predict, since when and why. @param loss Null: not known, as for a loaded model. */
export function divergedText(words: Translation<typeof diverged>, loss: LossNotFiniteEvent | null): string {
  return loss ? words.since(loss.reason) : words.unknown;
}
