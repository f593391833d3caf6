/** A normalization with moving statistics as part of the kernel and the bias before it. */
import type { WeightProgram } from '../engine/program';
import type { Address } from '../kernel-exports';
import type { Folding, NodeProgram } from './program';

/** Nodes with a kernel. */
type Convolving = Extract<NodeProgram, { kernel: unknown }>;

/**
 * Writes the folded kernel and bias of a node: with s = gamma / √(variance + epsilon) of each channel, kernel · s and
 * (bias − mean) · s + beta.
 */
export function fold(memory: WebAssembly.Memory, node: Convolving, folding: Folding): void {
  const floats = (at: Address, count: number): Float32Array => new Float32Array(memory.buffer, at, count);
  const read = (weight: WeightProgram | null): Float32Array | null =>
    weight && floats(weight.at, weight.count);
  const [gamma, beta, bias] = [folding.gamma, folding.beta, folding.bias].map(read);
  const channels = node.shape[2];
  const mean = floats(folding.mean.at, channels);
  const scale = Float64Array.from(
    floats(folding.variance.at, channels),
    (variance, c) => (gamma?.[c] ?? 1) / Math.sqrt(variance + folding.epsilon),
  );
  const foldedBias = floats((node.bias as Convolving['kernel']).weight.at, channels);
  for (let c = 0; c < channels; c++)
    foldedBias[c] = ((bias?.[c] ?? 0) - (mean[c] as number)) * (scale[c] as number) + (beta?.[c] ?? 0);
  const { at, count } = folding.kernel;
  const kernel = floats(at, count);
  const folded = floats(node.kernel.weight.at, count);
  // A transposed convolution has its output channels before its input channels.
  const [height, width] = node.filter;
  const run = node.kind === 'transposedConvolution' ? count / (height * width * channels) : 1;
  for (let i = 0; i < count; i++)
    folded[i] = (kernel[i] as number) * (scale[Math.floor(i / run) % channels] as number);
}
