/** Keras's spelling of a name of ours: `batchSize` → `batch_size`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
