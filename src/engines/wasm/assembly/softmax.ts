/** Softmax along the channels of each pixel. NHWC, float32. */
import { exp } from './activation';

/** y = eˣ / Σ eˣ. May work in place. */
export function softmaxChannels(x: usize, y: usize, pixels: i32, channels: i32): void {
  const pixel = <usize>channels << 2;
  for (; pixels; pixels--, x += pixel, y += pixel) {
    let most: f32 = load<f32>(x);
    for (let c: usize = 4; c < pixel; c += 4) most = max(most, load<f32>(x + c));
    const largest = f32x4.splat(most);
    let sum: f32 = 0;
    let c: usize = 0;
    for (; c + 16 <= pixel; c += 16) {
      const value = exp(f32x4.sub(v128.load(x + c), largest));
      v128.store(y + c, value);
      sum += f32x4.extract_lane(value, 0) + f32x4.extract_lane(value, 1);
      sum += f32x4.extract_lane(value, 2) + f32x4.extract_lane(value, 3);
    }
    for (; c < pixel; c += 4) {
      const value = exp(f32x4.sub(v128.load32_zero(x + c), largest));
      v128.store32_lane(y + c, value, 0);
      sum += f32x4.extract_lane(value, 0);
    }
    for (c = 0; c < pixel; c += 4) store<f32>(y + c, load<f32>(y + c) / sum);
  }
}

/** dx = y · (dy − Σ dy · y). May work in place on dy. */
export function softmaxChannelsGradient(y: usize, dy: usize, dx: usize, pixels: i32, channels: i32): void {
  const pixel = <usize>channels << 2;
  for (; pixels; pixels--, y += pixel, dy += pixel, dx += pixel) {
    let sum: f32 = 0;
    for (let c: usize = 0; c < pixel; c += 4) sum += load<f32>(y + c) * load<f32>(dy + c);
    for (let c: usize = 0; c < pixel; c += 4) store<f32>(dx + c, load<f32>(y + c) * (load<f32>(dy + c) - sum));
  }
}
