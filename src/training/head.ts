/** What makes a model's outputs of its last values, on plain arrays. `output-head.ts` finds it in a model. */

/** The last activation. The values are logits before 'sigmoid' and 'softmax'; they are the outputs for 'linear'. */
export type Head = 'sigmoid' | 'softmax' | 'linear';

/** Converts logits (images, units) to outputs of the same shape. */
export function applyHead(head: Head, logits: Float32Array, images: number): Float32Array {
  if (head === 'linear') return logits;
  if (head === 'sigmoid') return logits.map(sigmoid);
  const units = logits.length / images;
  const outputs = logits.slice();
  for (let from = 0; from < outputs.length; from += units) {
    const row = outputs.subarray(from, from + units);
    const largest = Math.max(...row);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    row.forEach((logit, unit) => (row[unit] = Math.exp(logit - largest) / sum));
  }
  return outputs;
}

/** Accurate at both ends. */
export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}
