/**
 * RMSprop in one pass over memory, with Keras's formula: v = v · rho + g² · (1 − rho),
 * step = g · learningRate / √(v + epsilon), then w −= step; with momentum, moment = moment · momentum + step and
 * w −= moment.
 *
 * @param moment 0 without momentum.
 * @param count Length of each array.
 * @param rest 1 − rho.
 */
export function rmsprop(
  w: usize, v: usize, moment: usize, g: usize, count: i32,
  learningRate: f32, rho: f32, rest: f32, epsilon: f32, momentum: f32,
): void {
  const rates = f32x4.splat(learningRate), rhos = f32x4.splat(rho), rests = f32x4.splat(rest);
  const epsilons = f32x4.splat(epsilon), momenta = f32x4.splat(momentum);
  let i: usize = 0;
  for (const end = <usize>(count & ~3) << 2; i < end; i += 16) {
    const gradient = v128.load(g + i);
    const square = f32x4.mul(f32x4.mul(gradient, gradient), rests);
    const mean = f32x4.add(f32x4.mul(v128.load(v + i), rhos), square);
    v128.store(v + i, mean);
    let step = f32x4.div(f32x4.mul(gradient, rates), f32x4.sqrt(f32x4.add(mean, epsilons)));
    if (moment) {
      step = f32x4.add(f32x4.mul(v128.load(moment + i), momenta), step);
      v128.store(moment + i, step);
    }
    v128.store(w + i, f32x4.sub(v128.load(w + i), step));
  }
  for (const end = <usize>count << 2; i < end; i += 4) {
    const gradient = load<f32>(g + i);
    const mean = load<f32>(v + i) * rho + gradient * gradient * rest;
    store<f32>(v + i, mean);
    let step = (gradient * learningRate) / sqrt<f32>(mean + epsilon);
    if (moment) {
      step = load<f32>(moment + i) * momentum + step;
      store<f32>(moment + i, step);
    }
    store<f32>(w + i, load<f32>(w + i) - step);
  }
}
