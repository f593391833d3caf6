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

  /** Formats an integer, with digits in groups of three. */
  integer(value: number): string {
    return this.#number({ maximumFractionDigits: 0 }).format(value);
  }

  /** Formats a number with at most `digits` decimals, or exactly that many with `fixed`; a large one as 3.37E11. */
  decimal(value: number, digits: number, fixed = true): string {
    if (Math.abs(value) >= LARGE)
      return this.#number({ notation: 'scientific', maximumFractionDigits: 2 }).format(value);
    return this.#number({
      minimumFractionDigits: fixed ? digits : 0,
      maximumFractionDigits: digits,
    }).format(value);
  }

  /** Formats a number with at most `digits` decimals and without groups, to be edited: in Spanish 99.999 is 99,999. */
  editable(value: number, digits: number): string {
    return this.#number({ maximumFractionDigits: digits, useGrouping: false }).format(value);
  }

  /** Formats a number with at most `digits` significant digits: the float32 0.0010000000474974513 as 0.001. */
  significant(value: number, digits = 6): string {
    if (Math.abs(value) >= HUGE)
      return this.#number({ notation: 'scientific', maximumSignificantDigits: digits }).format(value);
    return this.#number({ maximumSignificantDigits: digits }).format(value);
  }

  /** Formats a share of 1 as a percentage, by default with one decimal. */
  percent(share: number, digits = 1): string {
    return this.#number({
      style: 'percent',
      minimumFractionDigits: digits,
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

  /** Formats a list: "a, b, and c". */
  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.#tag, { type: 'conjunction' }).format(items);
  }

  #number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    const format = this.#numbers.get(key) ?? new Intl.NumberFormat(this.#tag, options);
    this.#numbers.set(key, format);
    return format;
  }
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
