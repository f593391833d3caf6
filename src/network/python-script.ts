/** Makes a Python script of blocks of code: adds the imports that they use. */

/** A name that code uses, and the line that imports it. In the order of the imports. */
const IMPORTS = {
  os: 'import os',
  np: 'import numpy as np',
  plt: 'import matplotlib.pyplot as plt',
  tf: 'import tensorflow as tf',
  keras: 'from tensorflow import keras',
  layers: 'from tensorflow.keras import layers',
  ImageDataGenerator: 'from tensorflow.keras.preprocessing.image import ImageDataGenerator',
};

/** Returns a comment on a line of its own. */
export const comment = (text: string): string => `# ${text.replace(/\s+/g, ' ')}`;

/**
 * Joins blocks with empty lines, below the imports. Null and empty blocks are left out.
 *
 * @example
 * script('x = np.zeros(3)'); // 'import numpy as np\n\nx = np.zeros(3)'
 */
export function script(...blocks: (string | null)[]): string {
  const body = blocks.filter(Boolean).join('\n\n');
  const uses = (name: string): boolean => new RegExp(`(?<![.\\w])${name}\\b`).test(body);
  const imports = Object.entries(IMPORTS).flatMap(([name, line]) => (uses(name) ? [line] : []));
  return [imports.join('\n'), body].filter(Boolean).join('\n\n');
}
