/** A header field of a picture that breaks a rule. Becomes a 'bad-image' error that names the file. */
export class HeaderError extends Error {
  /**
   * @param rule The rule for the field, phrased to follow 'cannot be read:'.
   * @param received Name and value of the field.
   */
  constructor(
    rule: string,
    readonly received: Record<string, unknown>,
  ) {
    super(rule);
  }
}

/**
 * Checks a number in a header.
 *
 * @param field Its name in the format's specification.
 * @throws {HeaderError} If it is not an integer from `min` to `max`.
 */
export function checkInteger(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new HeaderError(`its ${field} is an integer from ${min} to ${max}`, { [field]: value });
}

/**
 * Checks a code in a header.
 *
 * @param allowed The supported codes.
 * @throws {HeaderError} For any other code.
 */
export function checkCode(field: string, value: number, allowed: readonly number[]): void {
  if (allowed.includes(value)) return;
  const codes = allowed.length === 1 ? `${allowed[0]}` : `one of ${allowed.join(', ')}`;
  throw new HeaderError(`its ${field} is ${codes}, of those that are read`, { [field]: value });
}
