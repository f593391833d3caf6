/** Asks whether to continue a run that was interrupted. */
import { type TemplateResult, html, nothing } from 'lit';
import type { InterruptedRun } from '../kept/kept-run';
import type { Context } from './context';

/** Arguments of `renderKept`. */
export interface KeptView extends Context {
  run: InterruptedRun['record'];
  /** What must be chosen again: its pictures, its model. */
  missing: readonly string[];
  proceed(): void;
  discard(): void;
}

export function renderKept({ run, missing, words, format, proceed, discard }: KeptView): TemplateResult {
  const time = format.time(run.startedAt);
  const question = words.kept.question(time, format.integer(run.epoch), format.integer(run.epochs));
  return html`<div class="kept" part="kept" role="group" aria-label=${words.kept.label}>
    <p role="status">
      ${question}${missing.length > 0 ? ` ${words.kept.chooseFirst(missing.join(', '))}` : nothing}
    </p>
    <div class="row">
      <button type="button" ?disabled=${missing.length > 0} @click=${proceed}>${words.kept.proceed}</button>
      <button type="button" @click=${discard}>${words.kept.discard}</button>
    </div>
  </div>`;
}
