/** A field of a picture's header that breaks a rule. Becomes a 'bad-image' that names the file. */
export class HeaderError extends Error {
  /**
   * @param rule What holds for the field, to follow 'cannot be read:'.
   * @param received Name and value of what came instead.
   */
  constructor(
    rule: string,
    readonly received: Record<string, unknown>,
  ) {
    super(rule);
  }
}

/**
 * Checks a number of a header.
 *
 * @param field Its name in the format's specification.
 * @throws {HeaderError} When it is not an integer from `min` to `max`.
 */
export function checkInteger(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new HeaderError(`its ${field} is an integer from ${min} to ${max}`, { [field]: value });
}

/**
 * Checks a code of a header.
 *
 * @param allowed The codes that are read.
 * @throws {HeaderError} For another one.
 */
export function checkCode(field: string, value: number, allowed: readonly number[]): void {
  if (allowed.includes(value)) return;
  const codes = allowed.length === 1 ? `${allowed[0]}` : `one of ${allowed.join(', ')}`;
  throw new HeaderError(`its ${field} is ${codes}, of those that are read`, { [field]: value });
}
