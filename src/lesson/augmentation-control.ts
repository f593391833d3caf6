/** Renders the control for one option of `ImageDataGenerator`, labelled with Keras's name. */
import { type TemplateResult, html } from 'lit';
import type { Formats } from '../i18n/locale';
import { PREPROCESSING, preprocessingName } from '../network/preprocessing-functions';
import { snakeCase } from '../core/spelling';
import type { Control } from './augmentation-options';
import { choice, slider } from './views';

/**
 * @param disabled Whether the option has no effect with the others.
 * @param set Receives the new value; undefined resets to Keras's default.
 */
export function renderControl(
  control: Control,
  value: unknown,
  format: Formats,
  disabled: boolean,
  set: (value: unknown) => void,
): TemplateResult {
  const label = snakeCase(control.name);
  if (control.kind === 'flag') {
    const change = (event: Event) => set((event.target as HTMLInputElement).checked || undefined);
    return html`<label class="field"
      ><span class="name">${label}</span><input type="checkbox" .checked=${value === true} @change=${change}
    /></label>`;
  }
  if (control.kind === 'function') {
    const names = ['None', ...Object.keys(PREPROCESSING)];
    return choice(label, names, preprocessingName(value) ?? 'None', (name) =>
      set(PREPROCESSING[name]?.apply),
    );
  }
  if (control.name === 'rescale') return rescaleChoice(label, value as number | undefined, set);
  if (control.kind === 'choice') {
    const [first] = control.values;
    const chosen = (value ?? first) as string | number;
    // The page may have set another one.
    const values = control.values.includes(chosen) ? control.values : [...control.values, chosen];
    return choice(
      label,
      values,
      chosen,
      (each) => set(each === first ? undefined : each),
      pythonText,
      disabled,
    );
  }
  return amountSlider(control, value, format, disabled, set);
}

function rescaleChoice(
  label: string,
  value: number | undefined,
  set: (value: unknown) => void,
): TemplateResult {
  return choice(
    label,
    [1 / 255, 0],
    value ?? 0,
    (factor) => set(factor || undefined),
    (factor) => (factor ? '1./255' : 'None'),
  );
}

/** Writes a value as Python does, without leading zeros of an exponent: 1e-6. */
function pythonText(value: string | number): string {
  return typeof value === 'number' && value > 0 && value < 1e-4 ? value.toExponential() : String(value);
}

function amountSlider(
  control: Extract<Control, { kind: 'number' | 'pair' }>,
  value: unknown,
  format: Formats,
  disabled: boolean,
  set: (value: unknown) => void,
): TemplateResult {
  const isPair = control.kind === 'pair';
  const amount = isPair
    ? 1 - ((value as [number, number] | undefined)?.[0] ?? 1)
    : ((value as number | undefined) ?? 0);
  const shown = Number(amount.toFixed(3));
  const text = isPair
    ? `1 ± ${format.decimal(shown, 1, false)}`
    : format.decimal(shown, 3, false) + control.unit;
  const { max, step } = control;
  return slider(snakeCase(control.name), { min: 0, max, step, value: shown, text, disabled }, (each) =>
    set(each === 0 ? undefined : isPair ? [1 - each, 1 + each] : each),
  );
}
