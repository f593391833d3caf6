/** Templates shared by the labs. */
import { type TemplateResult, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Translation } from '../i18n/catalogue';
import type { labs } from '../i18n/en/labs';
import type { Formats } from '../i18n/locale';
import type { RgbaImage } from '../internal';
import { type MapName, type Opacity, type Range, gradient } from './colors';
import { drawn } from './drawn';

/** Formats a shape as a Python tuple. */
export function tuple(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** A picture with a caption, and `over` on top of it. */
export function view(
  image: RgbaImage | null,
  { label, caption, over = nothing }: { label: string; caption: unknown; over?: unknown },
): TemplateResult {
  return html`<figure class="view">
    <div class="frame"><canvas role="img" aria-label=${label} ${drawn(image)}></canvas>${over}</div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** The accessible name of a scale, such as “Colours from 0 to 1”. */
export type ScaleLabel = (low: string, high: string) => string;

/** The words of a scale with numbers. */
export type ScaleWords = Pick<Translation<typeof labs>, 'scale' | 'orLess' | 'orMore'>;

/** The scale of a colour map, with numbers. @param values Lowest and highest value, which the ends may cut. */
export function scale(
  map: MapName,
  range: Range,
  format: Formats,
  words: ScaleWords,
  values: Range = range,
): TemplateResult {
  const { shown, spoken } = scaleEnds(range, values, format, words);
  return legend(map, shown, () => words.scale(...spoken));
}

/** Returns what stands at the ends of a scale, and what screen readers say, which may skip the sign ≤. */
export function scaleEnds(
  [low, high]: Range,
  [least, most]: Range,
  format: Formats,
  words: Pick<ScaleWords, 'orLess' | 'orMore'>,
): Record<'shown' | 'spoken', [string, string]> {
  const digits = high - low > 20 ? 0 : high - low > 2 ? 1 : 3;
  // The same number of decimals for both: 0.82 beside 0.281 would look less exact. 0 and 255 need none.
  const fixed = !Number.isInteger(low) && !Number.isInteger(high);
  const text = (value: number) => format.decimal(value, digits, fixed).replace('-', '−');
  const [from, to] = [text(low), text(high)];
  // Colours have 256 levels. Sums of float32 may miss the end by less.
  const half = (high - low) / 510;
  const [isLess, isMore] = [least < low - half, most > high + half];
  return {
    shown: [isLess ? `≤\u00a0${from}` : from, isMore ? `≥\u00a0${to}` : to],
    spoken: [isLess ? words.orLess(from) : from, isMore ? words.orMore(to) : to],
  };
}

/** A colour map between two words or numbers. @param opacity As drawn. */
export function legend(
  map: MapName,
  [from, to]: readonly [string, string],
  label: ScaleLabel,
  opacity?: Opacity,
): TemplateResult {
  return html`<div class="scale" role="img" aria-label=${label(from, to)}>
    <span aria-hidden="true">${from}</span><i style="background:${gradient(map, opacity)}"></i
    ><span aria-hidden="true">${to}</span>
  </div>`;
}

/** A labelled select. */
export function choice<T extends string | number>(
  label: string,
  values: readonly T[],
  chosen: T,
  change: (value: T) => void,
  text: (value: T) => string = String,
  disabled = false,
): TemplateResult {
  const pick = (event: Event) => change(values[(event.target as HTMLSelectElement).selectedIndex] as T);
  return html`<label class="field"
    ><span class="name">${label}</span>
    <select aria-label=${label} ?disabled=${disabled} @change=${pick}>
      ${
        // `live`: the lab may refuse what was picked.
        values.map((value) => html`<option .selected=${live(value === chosen)}>${text(value)}</option>`)
      }
    </select></label
  >`;
}

/** A labelled slider with its value. */
export function slider(
  label: string,
  {
    min,
    max,
    step = 1,
    value,
    text = String(value),
    disabled = false,
  }: { min: number; max: number; step?: number; value: number; text?: string; disabled?: boolean },
  change: (value: number) => void,
): TemplateResult {
  const move = (event: Event) => change(Number((event.target as HTMLInputElement).value));
  return html`<label class="field slider"
    ><span class="name">${label}</span>
    <input
      type="range"
      min=${min}
      max=${max}
      step=${step}
      .value=${live(String(value))}
      aria-valuetext=${text}
      ?disabled=${disabled}
      @input=${move}
    />
    <output>${disabled ? '—' : text}</output></label
  >`;
}
