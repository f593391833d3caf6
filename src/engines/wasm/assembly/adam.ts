/**
 * Adam in one pass over memory, with Keras's formula (arXiv:1412.6980, the form before section 2.1: epsilon is added to
 * the square root of the uncorrected second moment). The gradient g is first multiplied by `scale`; then
 * m += (g − m) · rate1, v += (g² − v) · rate2, w −= alpha · m / (√v + epsilon).
 *
 * @param count Length of each array.
 * @param alpha learning rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ).
 * @param rate1 1 − β₁.
 * @param rate2 1 − β₂.
 * @param scale 1, or 1 / number of samples if g is a sum over samples.
 */
export function adam(
  w: usize, m: usize, v: usize, g: usize, count: i32,
  alpha: f32, rate1: f32, rate2: f32, epsilon: f32, scale: f32,
): void {
  const alphas = f32x4.splat(alpha), rates1 = f32x4.splat(rate1), rates2 = f32x4.splat(rate2);
  const epsilons = f32x4.splat(epsilon), scales = f32x4.splat(scale);
  let i: usize = 0;
  for (const end = <usize>(count & ~3) << 2; i < end; i += 16) {
    const gradient = f32x4.mul(v128.load(g + i), scales);
    let first = v128.load(m + i), second = v128.load(v + i);
    first = f32x4.add(first, f32x4.mul(f32x4.sub(gradient, first), rates1));
    second = f32x4.add(second, f32x4.mul(f32x4.sub(f32x4.mul(gradient, gradient), second), rates2));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const step = f32x4.div(f32x4.mul(first, alphas), f32x4.add(f32x4.sqrt(second), epsilons));
    v128.store(w + i, f32x4.sub(v128.load(w + i), step));
  }
  for (const end = <usize>count << 2; i < end; i += 4) {
    const gradient = load<f32>(g + i) * scale;
    const first = load<f32>(m + i) + (gradient - load<f32>(m + i)) * rate1;
    const second = load<f32>(v + i) + (gradient * gradient - load<f32>(v + i)) * rate2;
    store<f32>(m + i, first);
    store<f32>(v + i, second);
    store<f32>(w + i, load<f32>(w + i) - (first * alpha) / (sqrt<f32>(second) + epsilon));
  }
}
