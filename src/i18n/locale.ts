/** The supported languages, and how numbers and times are formatted in them. No DOM. */

/** Languages with a catalogue. */
export type Locale = 'es' | 'en';

/** Returns the catalogue for a BCP 47 tag, such as `es-MX`; English if the language has none. */
export function localeOf(tag: string): Locale {
  return /^es\b/i.test(tag) ? 'es' : 'en';
}

/** From here on, a number with decimals is written with an exponent. */
const LARGE = 1e6;
/** From here on, a number with a few significant digits is. */
const HUGE = 1e16;
/** A number and its shown digits differ by less than this share only because of rounding errors. */
const EXACT = 1e-9;

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A formatted number. */
export interface Rounded {
  text: string;
  /** Whether the text says the number exactly. */
  isExact: boolean;
}

/**
 * Formats numbers, times and lists for a language, through Intl.
 *
 * @example
 * formatsOf('es').percent(0.785); // '78,5 %'
 */
export class Formats {
  readonly #tag: string;
  readonly #numbers = new Map<string, Intl.NumberFormat>();

  /** @param tag A BCP 47 tag; English if Intl rejects it. */
  constructor(tag: string) {
    this.#tag = isTag(tag) ? tag : 'en';
  }

  /** The language of the texts that belong to these formats. */
  get locale(): Locale {
    return localeOf(this.#tag);
  }

  /** The character before the decimals. */
  get decimalPoint(): string {
    return this.#number({}).format(0.5).charAt(1);
  }

  /** Returns the name of a class. A model without names has 'class 0', 'class 1' …, which are translated. */
  className(name: string): string {
    return this.locale === 'es' ? name.replace(/^class (?=\d+$)/, 'clase ') : name;
  }

  /** Formats a time of today as 14:32, one of another day with its date. @param value Milliseconds since 1970. */
  time(value: number): string {
    const date = new Date(value);
    const isToday = date.toDateString() === new Date().toDateString();
    const day = isToday ? {} : ({ day: 'numeric', month: 'long' } as const);
    return new Intl.DateTimeFormat(this.#tag, { ...day, hour: 'numeric', minute: '2-digit' }).format(date);
  }

  /** Formats an integer, with digits in groups of three. */
  integer(value: number): string {
    return this.#number({ maximumFractionDigits: 0 }).format(value);
  }

  /** Formats a number with at most `digits` decimals, or exactly that many with `fixed`; a large one as 3.37 × 10¹¹. */
  decimal(value: number, digits: number, fixed = true): string {
    return this.rounded(value, digits, fixed).text;
  }

  /** Formats a number as `decimal` does, and says whether its text is exact. */
  rounded(value: number, digits: number, fixed = true): Rounded {
    const isLarge = Math.abs(value) >= LARGE;
    const shown = Number(isLarge ? value.toExponential(2) : value.toFixed(digits));
    const text = isLarge
      ? this.#scientific(value, { maximumFractionDigits: 2 })
      : this.#number({
          minimumFractionDigits: fixed ? digits : 0,
          maximumFractionDigits: digits,
        }).format(value);
    return { text, isExact: Math.abs(value - shown) <= EXACT * Math.max(1, Math.abs(value)) };
  }

  /** Formats a number as `rounded` does without `fixed`; one that would be 0 as 1.5 × 10⁻⁷. */
  visible(value: number, digits: number): Rounded {
    if (!isHidden(value, digits)) return this.rounded(value, digits, false);
    const text = this.#scientific(value, { maximumFractionDigits: 3 });
    const shown = Number(value.toExponential(3));
    return { text, isExact: Math.abs(value - shown) <= EXACT * Math.abs(value) };
  }

  /**
   * Formats a number with at most `digits` decimals and without groups, to be edited: in Spanish 99.999 is 99,999. A
   * large one with many zeros is 1e30, which a keyboard can write, and one that would be 0 is 1.5e-7.
   */
  editable(value: number, digits: number): string {
    const exponent = value.toExponential().replace('e+', 'e');
    const isLong =
      Math.abs(value) >= LARGE && exponent.length < value.toLocaleString('en', { useGrouping: false }).length;
    if (isLong || isHidden(value, digits)) return exponent.replace('.', this.decimalPoint);
    return this.#number({ maximumFractionDigits: digits, useGrouping: false }).format(value);
  }

  /** Formats a number with at most `digits` significant digits: the float32 0.0010000000474974513 as 0.001. */
  significant(value: number, digits = 6): string {
    if (Math.abs(value) >= HUGE) return this.#scientific(value, { maximumSignificantDigits: digits });
    return this.#number({ maximumSignificantDigits: digits }).format(value);
  }

  /** Formats a share of 1 as a percentage with at most `digits` decimals, or exactly that many with `fixed`. */
  percent(share: number, digits = 1, fixed = true): string {
    return this.#number({
      style: 'percent',
      minimumFractionDigits: fixed ? digits : 0,
      maximumFractionDigits: digits,
    }).format(share);
  }

  /** Formats a duration in its two largest units: 3 min 20 s. */
  duration(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    const parts = [
      [Math.floor(whole / 3600), 'hour'],
      [Math.floor(whole / 60) % 60, 'minute'],
      [whole % 60, 'second'],
    ] as const;
    const first = parts.findIndex(([count]) => count > 0);
    return parts
      .slice(first < 0 ? 2 : first)
      .slice(0, 2)
      .map(([count, unit]) => this.#number({ style: 'unit', unit, unitDisplay: 'short' }).format(count))
      .join(' ');
  }

  /** Formats bytes in a suitable unit. */
  bytes(count: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
    const unit = units[power] as string;
    const maximumFractionDigits = power === 0 ? 0 : 1;
    return this.#number({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
      count / 1000 ** power,
    );
  }

  /** Formats a date with the time of day. */
  dateTime(date: Date): string {
    return new Intl.DateTimeFormat(this.#tag, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
  }

  /** Formats a list: "a, b and c", as the texts have lists. */
  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.#tag.startsWith('en') ? 'en-GB' : this.#tag, {
      type: 'conjunction',
    }).format(items);
  }

  /** Formats a number as 3.37 × 10¹¹, on one line. */
  #scientific(value: number, options: Intl.NumberFormatOptions): string {
    const parts = this.#number({ ...options, notation: 'scientific' }).formatToParts(value);
    const texts = parts.map(({ type, value }) => {
      if (type === 'exponentSeparator') return '\u00a0×\u00a010';
      if (type === 'exponentMinusSign') return '⁻';
      return type === 'exponentInteger'
        ? value.replace(/\d/g, (digit) => SUPERSCRIPT.charAt(Number(digit)))
        : value;
    });
    return texts.join('');
  }

  #number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    const format = this.#numbers.get(key) ?? new Intl.NumberFormat(this.#tag, options);
    this.#numbers.set(key, format);
    return format;
  }
}

/** Whether a number other than 0 has only zeros in its first decimals. */
function isHidden(value: number, digits: number): boolean {
  return value !== 0 && Number(value.toFixed(digits)) === 0;
}

const known = new Map<string, Formats>();

/** Returns the formats of a tag, from a cache. */
export function formatsOf(tag: string): Formats {
  const formats = known.get(tag) ?? new Formats(tag);
  known.set(tag, formats);
  return formats;
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
