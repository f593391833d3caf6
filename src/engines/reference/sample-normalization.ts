/** Normalization of one image by itself, and its gradients, in float64. */

/** One image, and how it is normalized; `groups` 0 for each pixel by itself. */
export interface NormalizedImage {
  x: Float32Array;
  dy: Float32Array;
  pixels: number;
  channels: number;
  groups: number;
  gamma: Float32Array | null;
}

/** The value without beta, and the gradients of input, gamma and beta. */
export function normalizeSample({ x, dy, pixels, channels, groups, gamma }: NormalizedImage) {
  const blockOf = (i: number): number => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    return groups === 0 ? pixel : Math.floor(channel / (channels / groups));
  };
  const blocks = groups || pixels;
  const meansOf = (values: readonly number[]): number[] =>
    Array.from({ length: blocks }, (_, block) => {
      const own = values.filter((_, i) => blockOf(i) === block);
      return own.reduce((a, b) => a + b, 0) / own.length;
    });
  const factor = (i: number): number => gamma?.[i % channels] ?? 1;
  const values = Array.from(x);
  const means = meansOf(values);
  const distances = values.map((value, i) => value - (means[blockOf(i)] as number));
  const deviations = meansOf(distances.map((each) => each * each)).map((each) => Math.sqrt(each + 1e-3));
  const z = distances.map((each, i) => each / (deviations[blockOf(i)] as number));
  const g = Array.from(dy, (each, i) => each * factor(i));
  const [offsets, tilts] = [meansOf(g), meansOf(g.map((each, i) => each * (z[i] as number)))];
  const sumsOf = (of: (i: number) => number): number[] =>
    Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let i = c; i < x.length; i += channels) sum += of(i);
      return sum;
    });
  return {
    y: z.map((each, i) => each * factor(i)),
    dx: g.map((each, i) => {
      const block = blockOf(i);
      return (
        (each - (offsets[block] as number) - (z[i] as number) * (tilts[block] as number)) /
        (deviations[block] as number)
      );
    }),
    dGamma: sumsOf((i) => (dy[i] as number) * (z[i] as number)),
    dBeta: sumsOf((i) => dy[i] as number),
  };
}
