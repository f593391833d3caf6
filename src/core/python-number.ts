/** Numbers as Python writes them: `repr(0.1)`, `format(0.1, '.3f')`. */

/** A format of Python's mini-language: alignment, sign, zeros, width, precision, type. */
const FORMAT = /^([<>^=])?([-+ ])?(0)?(\d+)?(?:\.(\d+))?([dfFeEgG%])?$/;

/** Whether `formatNumber` knows a format. Not known: other fills than spaces and zeros, `#`, `,`, `_`, rare types. */
export function isNumberFormat(format: string, isInteger: boolean): boolean {
  const match = FORMAT.exec(format);
  if (!match) return false;
  const [, , , , , precision, type] = match;
  // Python has no integers with a precision, and no floats as integers.
  return isInteger ? precision === undefined || (type !== undefined && type !== 'd') : type !== 'd';
}

/**
 * Returns what Python's `repr` returns for a float.
 *
 * @example
 * pythonFloat(1); // '1.0'
 * pythonFloat(1e-7); // '1e-07'
 */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  return sign + layOut(mantissa.replace('.', ''), Number(exponent), { exponential: 16, addsPoint: true });
}

/**
 * Returns what Python's `format` returns for a number.
 *
 * @param format One that `isNumberFormat` accepts; '' as in `str`.
 * @example
 * formatNumber(7, true, '03d'); // '007'
 * formatNumber(0.125, false, '.2f'); // '0.12'
 */
export function formatNumber(value: number, isInteger: boolean, format: string): string {
  const [, align, sign = '-', zeros, width = '0', precision, type] = FORMAT.exec(format) as RegExpExecArray;
  const isNegative = value < 0 || Object.is(value, -0);
  const digits = digitsOf(Math.abs(value), isInteger, type, precision);
  const before = isNegative ? '-' : sign === '-' ? '' : sign;
  const fill = (zeros ?? ' ').repeat(Math.max(0, Number(width) - before.length - digits.length));
  switch (align ?? (zeros ? '=' : '>')) {
    case '<':
      return before + digits + fill;
    case '=':
      return before + fill + digits;
    case '^':
      return fill.slice(0, fill.length >> 1) + before + digits + fill.slice(fill.length >> 1);
    default:
      return fill + before + digits;
  }
}

/** Returns the digits of a number of at least 0. */
function digitsOf(
  value: number,
  isInteger: boolean,
  type: string | undefined,
  precision: string | undefined,
): string {
  if (isInteger && (type ?? 'd') === 'd') return String(value);
  if (type === '%') return `${digitsOf(value * 100, false, 'f', precision)}%`;
  const isUpper = type === 'F' || type === 'E' || type === 'G';
  if (!Number.isFinite(value)) return isUpper ? notFinite(value).toUpperCase() : notFinite(value);
  const digits = Number(precision ?? 6);
  const kind = type?.toLowerCase();
  if (kind === 'f') return fixed(value, digits);
  if (kind === undefined && precision === undefined) return pythonFloat(value);
  const text = kind === 'e' ? exponential(value, digits) : general(value, digits || 1, kind === undefined);
  return isUpper ? text.toUpperCase() : text;
}

const notFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf');

/** `toFixed`, but a value halfway between two others becomes the even one. */
function fixed(value: number, digits: number): string {
  // `toFixed` writes an exponent from here on.
  if (value >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const rounded = value.toFixed(digits);
  // JavaScript gives at most 100 digits, which show every value that is halfway.
  const all = value.toFixed(100);
  const at = all.indexOf('.') + 1 + digits;
  if (digits >= 100 || !/^50*$/.test(all.slice(at))) return rounded;
  const lower = digits === 0 ? all.slice(0, at - 1) : all.slice(0, at);
  return Number(lower.at(-1)) % 2 === 0 ? lower : rounded;
}

/** `toExponential` with at least two digits of exponent. */
function exponential(value: number, digits: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits).split('e');
  return `${mantissa}e${exponentText(Number(exponent))}`;
}

/** The shorter of two forms, with so many significant digits, without zeros at the end. */
function general(value: number, significant: number, addsPoint: boolean): string {
  const [mantissa = '', exponent = ''] = value.toExponential(significant - 1).split('e');
  const digits = mantissa.replace('.', '').replace(/0+$/, '') || '0';
  return layOut(digits, Number(exponent), { exponential: significant - (addsPoint ? 1 : 0), addsPoint });
}

const exponentText = (exponent: number): string =>
  `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

/**
 * Writes digits with a decimal point after the first one, times a power of ten.
 *
 * @param exponential The first exponent that is written. Those below -4 are too.
 * @param addsPoint Whether integers end in `.0`.
 */
function layOut(
  digits: string,
  exponent: number,
  { exponential: first, addsPoint }: { exponential: number; addsPoint: boolean },
): string {
  if (exponent < -4 || exponent >= first) {
    const [head, tail] = [digits.slice(0, 1), digits.slice(1)];
    return `${head}${tail && `.${tail}`}e${exponentText(exponent)}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const part = digits.slice(exponent + 1);
  return part ? `${whole}.${part}` : whole + (addsPoint ? '.0' : '');
}
