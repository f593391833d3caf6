/** Names in three spellings: camelCase (the API), snake_case (Keras) and kebab-case (flags and attributes). */

const separated = (name: string, separator: string): string =>
  name.replace(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);

/** `batchSize` → `batch_size` */
export const snakeCase = (name: string): string => separated(name, '_');

/** `batchSize` → `batch-size` */
export const kebabCase = (name: string): string => separated(name, '-');

/** Keras's name of an argument: `beta1` → `beta_1`, `l1RegularizationStrength` → `l1_regularization_strength`. */
export const kerasArgument = (name: string): string => snakeCase(name).replace(/([a-z]{2})(\d)/, '$1_$2');

/** `batch_size`, `batch-size` → `batchSize` */
export const camelCase = (name: string): string =>
  name.replace(/[_-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
