/**
 * A field with a rule. Text that breaks the rule stays as typed, the rule appears next to the field, and the last valid
 * value stays in force.
 */
import { type TemplateResult, html, noChange, nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import { marked } from './marked';

/** Texts that break a rule, by the name of the field. It outlives the field: a form may be hidden and shown again. */
export type Refusals = Map<string, string>;

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
  /** Where a text that breaks the rule is kept, for a field with a `name`. Default: only as long as the field is shown. */
  refusals?: Refusals;
  /** Called after each edit, also one that leaves the value in force as it is. */
  edited?(): void;
  /** Texts to choose from. */
  suggestions?: readonly string[];
  /** Attributes of the input. */
  name?: string;
  disabled?: boolean;
  label?: string;
  look?: string;
  placeholder?: string | undefined;
  min?: number | undefined;
  max?: number | undefined;
}

/** What `check` receives for a text that the browser cannot read as a number. */
const NOT_A_NUMBER = 'NaN';

let count = 0;

class Checked extends AsyncDirective {
  readonly #id = `rule-${++count}`;
  #field: CheckedField | null = null;
  /** If the field has none of its own. */
  readonly #ownRefusals: Refusals = new Map();

  render(field: CheckedField): TemplateResult {
    // A value from elsewhere replaces the text.
    if (this.#field && field.value !== this.#field.value) this.#keep(null);
    this.#field = field;
    const refused = this.#refused;
    if (refused === null) return field.place(this.#input(field, null), nothing);
    const rule = field.check(refused);
    return rule === null
      ? this.#accept(field, refused)
      : field.place(this.#input(field, refused), this.#rule(field, rule));
  }

  /** A text that breaks its rule no longer, because something else has changed, takes effect after this rendering. */
  #accept(field: CheckedField, text: string): TemplateResult {
    this.#keep(null);
    queueMicrotask(() => field.set(text));
    return field.place(this.#input({ ...field, value: text }, null), nothing);
  }

  #rule({ subject }: CheckedField, rule: string): TemplateResult {
    const text =
      subject === undefined ? marked(asSentence(rule)) : html`<b>${subject}</b>: ${marked(afterColon(rule))}`;
    return html`<span class="rule" role="alert" id=${this.#id}>${text}</span>`;
  }

  get #refusals(): Refusals {
    return this.#field?.refusals ?? this.#ownRefusals;
  }

  get #name(): string {
    return this.#field?.name ?? '';
  }

  get #refused(): string | null {
    return this.#refusals.get(this.#name) ?? null;
  }

  #keep(refused: string | null): void {
    if (refused !== null) this.#refusals.set(this.#name, refused);
    else this.#refusals.delete(this.#name);
  }

  #input(field: CheckedField, refused: string | null): TemplateResult {
    const {
      type = 'text',
      inputMode,
      name,
      label,
      look,
      placeholder,
      min,
      max,
      disabled,
      suggestions,
    } = field;
    const list = suggestions && `${this.#id}-list`;
    // A field does not show what it cannot read as a number; it then stays as typed.
    const text = refused === NOT_A_NUMBER ? noChange : (refused ?? field.value);
    return html`<input
        class=${look ?? nothing}
        type=${type}
        name=${name ?? nothing}
        aria-label=${label ?? nothing}
        placeholder=${placeholder ?? nothing}
        min=${min ?? nothing}
        max=${max ?? nothing}
        inputmode=${inputMode ?? nothing}
        list=${list ?? nothing}
        ?disabled=${disabled ?? false}
        autocomplete="off"
        aria-invalid=${refused === null ? nothing : 'true'}
        aria-describedby=${refused === null ? nothing : this.#id}
        .value=${text}
        @change=${this.#change}
      />${list ? html`<datalist id=${list}>${suggestions?.map((each) => html`<option value=${each}></option>`)}</datalist>` : nothing}`;
  }

  readonly #change = ({ target }: Event): void => {
    const field = this.#field as CheckedField;
    const input = target as HTMLInputElement;
    const text = input.validity.badInput ? NOT_A_NUMBER : input.value;
    const rule = field.check(text);
    this.#keep(rule === null ? null : text);
    if (rule === null) {
      // In the field's own spelling. A new value follows when the host renders.
      input.value = field.value;
      field.set(text);
    }
    this.setValue(this.render(field));
    field.edited?.();
    // It may lie outside of the visible part of a list.
    const root = input.getRootNode() as Document | ShadowRoot;
    root.getElementById(this.#id)?.scrollIntoView({ block: 'nearest' });
  };
}

/** A rule starts as a sentence, and below the name of its field as what follows a colon. */
const asSentence = (rule: string): string => rule.charAt(0).toUpperCase() + rule.slice(1);
const afterColon = (rule: string): string => rule.charAt(0).toLowerCase() + rule.slice(1);

/** Renders a checked field. */
export const checkedField = directive(Checked);
