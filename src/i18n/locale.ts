/** The languages that Pupila speaks, and how numbers and times are written in them. No DOM. */

/** Languages with a catalogue. */
export type Locale = 'es' | 'en';

/** The catalogue for a BCP 47 tag, such as `es-MX`; English for languages that are not there. */
export function localeOf(tag: string): Locale {
  return /^es\b/i.test(tag) ? 'es' : 'en';
}

/**
 * Writes numbers, times and lists as a language does, through Intl.
 *
 * @example
 * formatsOf('es').percent(0.785); // '78,5 %'
 */
export class Formats {
  readonly #tag: string;
  readonly #numbers = new Map<string, Intl.NumberFormat>();

  /** @param tag A BCP 47 tag; one that Intl refuses counts as English. */
  constructor(tag: string) {
    this.#tag = isTag(tag) ? tag : 'en';
  }

  /** A whole number, in groups of three digits. */
  integer(value: number): string {
    return this.#number({ maximumFractionDigits: 0 }).format(value);
  }

  /** A number with at most, or `fixed` with exactly, so many digits behind the point. */
  decimal(value: number, digits: number, fixed = true): string {
    return this.#number({
      minimumFractionDigits: fixed ? digits : 0,
      maximumFractionDigits: digits,
    }).format(value);
  }

  /** A share of 1 as a percentage with one digit behind the point. */
  percent(share: number, digits = 1): string {
    return this.#number({
      style: 'percent',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(share);
  }

  /** A length of time in the two units that say most: 3 min 20 s. */
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

  /** Bytes in the unit that suits them. */
  bytes(count: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
    const unit = units[power] as string;
    const maximumFractionDigits = power === 0 ? 0 : 1;
    return this.#number({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
      count / 1000 ** power,
    );
  }

  /** A date and the time of day. */
  dateTime(date: Date): string {
    return new Intl.DateTimeFormat(this.#tag, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
  }

  /** One thing, and another, and a third. */
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

/** The formats of a tag; made once. */
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
