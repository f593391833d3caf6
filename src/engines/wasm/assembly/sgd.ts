/**
 * SGD in one pass over memory, with Keras's formula. With momentum: velocity = velocity · momentum − g · learningRate,
 * then w += velocity or, with Nesterov's form, w += velocity · momentum − g · learningRate.
 *
 * @param velocity 0 without momentum: then w −= g · learningRate.
 * @param count Length of each array.
 */
export function sgd(
  w: usize, velocity: usize, g: usize, count: i32, learningRate: f32, momentum: f32, nesterov: bool,
): void {
  const rates = f32x4.splat(learningRate), momenta = f32x4.splat(momentum);
  let i: usize = 0;
  for (const end = <usize>(count & ~3) << 2; i < end; i += 16) {
    const step = f32x4.mul(v128.load(g + i), rates);
    let change = f32x4.neg(step);
    if (velocity) {
      change = f32x4.sub(f32x4.mul(v128.load(velocity + i), momenta), step);
      v128.store(velocity + i, change);
      if (nesterov) change = f32x4.sub(f32x4.mul(change, momenta), step);
    }
    v128.store(w + i, f32x4.add(v128.load(w + i), change));
  }
  for (const end = <usize>count << 2; i < end; i += 4) {
    const step = load<f32>(g + i) * learningRate;
    let change = -step;
    if (velocity) {
      change = load<f32>(velocity + i) * momentum - step;
      store<f32>(velocity + i, change);
      if (nesterov) change = change * momentum - step;
    }
    store<f32>(w + i, load<f32>(w + i) + change);
  }
}
