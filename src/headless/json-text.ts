/** Returns a value as the JSON of a result file. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
