/** Renders window × filter = sum: two grids of nine numbers, the second one editable. */
import { type TemplateResult, html } from 'lit';
import { numbers as en } from '../i18n/en/numbers';
import { numbers as es } from '../i18n/es/numbers';
import type { convolution } from '../i18n/en/convolution';
import type { Translation } from '../i18n/catalogue';
import type { Formats } from '../i18n/locale';
import { checkedField } from '../element/checked-field';
import { inkOn } from './colors';
import { type Kernel, SIDE, type WorkedSum } from './filters';
import { formula, isTooLarge, parseWeight, sumText, weightFieldText } from './formula';

const NUMBERS = { en, es };
/** Characters that fit at the usual size of the text. */
const LENGTHS = { cell: 4, total: 6 };

/** What to show, and callbacks. */
export interface SumView {
  words: Translation<typeof convolution>;
  format: Formats;
  kernel: Kernel;
  /** Null until a picture is loaded. */
  worked: WorkedSum | null;
  /** The selected colour channel; null for a grey picture. */
  channel: number | null;
  /** Called when a weight was edited. */
  edit(place: number, weight: number): void;
}

export function renderSum(view: SumView): TemplateResult {
  const { words, format, kernel, worked } = view;
  const pixels = worked?.pixels ?? Array<null>(SIDE * SIDE).fill(null);
  const read = pixels.map((pixel) => (pixel === null ? words.outside : format.decimal(pixel, 0)));
  const { sign, text } = worked ? sumText(worked.sum, format) : { sign: '=', text: '…' };
  return html`<div class="grids">
      <div class="grid" role="img" aria-label="${words.window}: ${read.join(', ')}">
        ${pixels.map((pixel) => cell(pixel, view))}
      </div>
      <span class="sign" aria-hidden="true">×</span>
      <div class="weights" role="group" aria-label=${words.filters}>
        ${kernel.map((weight, place) => weightCell(weight, place, view))}
      </div>
      <span class="sign equals" aria-hidden="true">${sign}</span>
      <output class="total ${text.length > LENGTHS.total ? 'long' : ''}">${breakable(text)}</output>
    </div>
    <p class="formula">${worked ? formula(pixels, kernel, format) : '…'}</p>`;
}

/** Lets a power of ten go on two lines, at its spaces: where it does not fit, it would break before its exponent. */
const breakable = (text: string): string => text.replaceAll('\u00a0', ' ');

function cell(pixel: number | null, { channel, format }: SumView): TemplateResult {
  if (pixel === null) return html`<span class="cell outside">0</span>`;
  const tint = [0, 1, 2].map((c) => (channel !== null && c !== channel ? 0 : pixel));
  return html`<span class="cell" style="background:rgb(${tint.join(' ')});color:${inkOn(tint)}">
    ${format.decimal(pixel, 0)}
  </span>`;
}

function weightCell(weight: number, place: number, { words, format, edit }: SumView): TemplateResult {
  const numbers = NUMBERS[format.locale];
  const [row, column] = [Math.floor(place / SIDE) + 1, (place % SIDE) + 1].map((n) => format.integer(n));
  const value = weightFieldText(weight, format);
  const label = words.weight(row as string, column as string);
  return html`${checkedField({
    value,
    label,
    subject: label,
    look: `cell ${weight > 0 ? 'plus' : weight < 0 ? 'minus' : ''} ${value.length > LENGTHS.cell ? 'long' : ''}`,
    check: (text) =>
      isTooLarge(text) ? numbers.tooLarge : parseWeight(text) === null ? words.weightRule : null,
    set: (text) => {
      const value = parseWeight(text) as number;
      if (value !== weight) edit(place, value);
    },
    place: (input, rule) => html`${input}${rule}`,
  })}`;
}
