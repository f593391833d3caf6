/**
 * A field with a rule. Text that breaks the rule stays as typed, the rule appears next to the field, and the last valid
 * value stays in force.
 */
import { type TemplateResult, html, nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';

/** A field, and where it is. */
export interface CheckedField {
  /** 'number' is for integers: browsers drop the comma of decimals in another language than theirs. Default 'text'. */
  type?: 'text' | 'number';
  /** The keyboard that a phone shows. */
  inputMode?: 'decimal' | undefined;
  /** The value in force, as text. */
  value: string;
  /** Returns the rule that a text breaks, in words, or null. A number field passes 'NaN' for what is no number. */
  check(text: string): string | null;
  /** Name of the field for its rule, where rules of several fields stand together. */
  subject?: string;
  /** Receives a text that breaks no rule. */
  set(text: string): void;
  /** Places the input and the rule, which is `nothing` while no rule is broken. */
  place(input: TemplateResult, rule: TemplateResult | typeof nothing): TemplateResult;
  /** Attributes of the input. */
  name?: string;
  label?: string;
  look?: string;
  placeholder?: string | undefined;
  min?: number | undefined;
  max?: number | undefined;
}

let count = 0;

class Checked extends AsyncDirective {
  readonly #id = `rule-${++count}`;
  #field!: CheckedField;
  /** The text that breaks a rule, and the rule. */
  #refused: { text: string; rule: string } | null = null;

  render(field: CheckedField): TemplateResult {
    // A value from elsewhere replaces the text.
    if (this.#refused && field.value !== this.#field.value) this.#refused = null;
    this.#field = field;
    const rule = this.#refused && (field.check(this.#refused.text) ?? this.#refused.rule);
    return field.place(this.#input(field, rule !== null), rule === null ? nothing : this.#rule(field, rule));
  }

  #rule({ subject }: CheckedField, rule: string): TemplateResult {
    const start = subject === undefined ? nothing : html`<b>${subject}</b>: `;
    return html`<span class="rule" role="alert" id=${this.#id}>${start}${rule}</span>`;
  }

  #input(field: CheckedField, isRefused: boolean): TemplateResult {
    const { type = 'text', inputMode, name, label, look, placeholder, min, max } = field;
    return html`<input
      class=${look ?? nothing}
      type=${type}
      name=${name ?? nothing}
      aria-label=${label ?? nothing}
      placeholder=${placeholder ?? nothing}
      min=${min ?? nothing}
      max=${max ?? nothing}
      inputmode=${inputMode ?? nothing}
      autocomplete="off"
      aria-invalid=${isRefused ? 'true' : nothing}
      aria-describedby=${isRefused ? this.#id : nothing}
      .value=${field.value}
      @change=${this.#change}
    />`;
  }

  readonly #change = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    const text = input.validity.badInput ? 'NaN' : input.value;
    const rule = this.#field.check(text);
    this.#refused = rule === null ? null : { text, rule };
    if (rule === null) {
      // In the field's own spelling. A new value follows when the host renders.
      input.value = this.#field.value;
      this.#field.set(text);
    }
    this.setValue(this.render(this.#field));
    // It may lie outside of the visible part of a list.
    const root = input.getRootNode() as Document | ShadowRoot;
    root.getElementById(this.#id)?.scrollIntoView({ block: 'nearest' });
  };
}

/** Renders a checked field. */
export const checkedField = directive(Checked);
