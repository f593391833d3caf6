/**
 * Gradients of `convolvePooled` for one image. The gradient of a pooled value goes to one of its four positions, and
 * ReLU blocks it where the value is 0; only the remaining ones are multiplied. NHWC, float32.
 *
 * Windows and weights use the layout of `weight-rows.ts`. Reads up to 44 bytes past the end of image x.
 */
import { groupSize, runBytes } from './weight-rows';
import { walk12, walk3, walk6, walk9, walkRows3 } from './walk';

/**
 * Limit in bytes of the pixels that the lists of one block of pooled rows may refer to in one row of the window, so that
 * they fit in part of L1.
 */
const BLOCK_BYTES: i32 = 24576;

function blockRows(pooledHeight: i32, line: i32): i32 {
  return max(1, min(pooledHeight, BLOCK_BYTES / (2 * line)));
}

/** Scratch bytes of the two gradients. `width` and `inChannels` are those of image x. */
export function pooledGradientScratch(
  width: i32, inChannels: i32, pooledHeight: i32, pooledWidth: i32, outChannels: i32,
): usize {
  const entries = max(5, blockRows(pooledHeight, width * inChannels * 4) * pooledWidth + 1);
  return <usize>outChannels * (4 + (<usize>entries << 3)) + 32;
}

/** Adds to the bias gradient: db[o] += Σ dy where y > 0 (everywhere without ReLU). */
export function pooledBiasGradient(
  dy: usize, y: usize, pixels: i32, outChannels: i32, relu: bool, db: usize,
): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    let c = 0;
    for (; c + 4 <= outChannels; c += 4) {
      const at = <usize>c << 2;
      const passed = relu ? f32x4.gt(v128.load(y + at), f32x4.splat(0)) : i32x4.splat(-1);
      v128.store(db + at, f32x4.add(v128.load(db + at), v128.and(v128.load(dy + at), passed)));
    }
    for (; c < outChannels; c++) {
      const at = <usize>c << 2;
      if (!relu || load<f32>(y + at) > 0) store<f32>(db + at, load<f32>(db + at) + load<f32>(dy + at));
    }
    dy += <usize>outChannels << 2;
    y += <usize>outChannels << 2;
  }
}

/** sums[group's offset] += Σ entries, for one run or a part of it. */
// @ts-ignore: decorator
@inline
function walk(size: i32, entries: usize, count: i32, offset: usize, sums: usize): void {
  if (size == 9) walk9(entries, count, offset, sums);
  else if (size == 12) walk12(entries, count, offset, sums);
  else if (size == 6) walk6(entries, count, offset, sums);
  else walk3(entries, count, offset, sums);
}

/**
 * Adds one image's share to the weight gradient.
 *
 * @param x The (padded) image, `width` pixels wide.
 * @param dy Gradient of the pooled values y; argmax as written by `convolvePooled`.
 * @param rows Accumulated gradient in the layout of `weight-rows.ts`. The padding of its runs receives garbage.
 * @param scratch `pooledGradientScratch(…)` bytes.
 */
export function pooledFilterGradient(
  x: usize, width: i32, inChannels: i32, dy: usize, y: usize, argmax: usize,
  pooledHeight: i32, pooledWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32,
  strideHeight: i32, strideWidth: i32, relu: bool,
  rows: usize, scratch: usize,
): void {
  const line = <usize>(width * inChannels) << 2;
  const run = filterWidth * inChannels;
  const size = groupSize(run);
  const stored = runBytes(run);
  const channelBytes = stored * <usize>filterHeight;
  const block = blockRows(pooledHeight, <i32>line);
  const capacity = <usize>(block * pooledWidth + 1) << 3;
  const lists = scratch + ((<usize>outChannels << 2) + 15 & ~15);
  for (let first = 0; first < pooledHeight; first += block) {
    const count = min(block, pooledHeight - first);
    const at = first * pooledWidth * outChannels;
    listWindows(
      x + <usize>(2 * first * strideHeight) * line, <usize>strideHeight * line,
      <usize>(strideWidth * inChannels) << 2, dy + (<usize>at << 2), y + (<usize>at << 2), argmax + <usize>at,
      count, pooledWidth, outChannels, relu,
      lists, capacity, scratch,
    );
    if (filterHeight == 3 && stored == 48) {
      for (let o = 0; o < outChannels; o++) {
        const passed = load<i32>(scratch + (<usize>o << 2));
        walkRows3(lists + <usize>o * capacity, passed, line, rows + <usize>o * channelBytes);
      }
      continue;
    }
    for (let row = 0; row < filterHeight; row++) {
      for (let group: usize = 0; group < stored; group += <usize>size << 4) {
        const offset = <usize>row * line + group;
        let sums = rows + <usize>row * stored + group, entries = lists;
        for (let o = 0; o < outChannels; o++) {
          walk(size, entries, load<i32>(scratch + (<usize>o << 2)), offset, sums);
          sums += channelBytes;
          entries += capacity;
        }
      }
    }
  }
}

/** Builds, for each output channel, the list of windows that receive a gradient, as (window address, gradient). */
function listWindows(
  x: usize, lineStep: usize, pixelStep: usize, dy: usize, y: usize, argmax: usize, height: i32, width: i32,
  outChannels: i32, relu: bool, lists: usize, capacity: usize, counts: usize,
): void {
  memory.fill(counts, 0, <usize>outChannels << 2);
  const end = counts + (<usize>outChannels << 2);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const window = x + <usize>(2 * column) * pixelStep;
      let list = lists;
      for (let counter = counts; counter != end; counter += 4) {
        // Writes every entry without a branch; an entry that does not count is overwritten by the next one.
        const known = load<i32>(counter);
        const entry = list + (<usize>known << 3);
        const where = <usize>load<u8>(argmax);
        store<usize>(entry, window + (where & 1) * pixelStep + (where >> 1) * lineStep);
        store<f32>(entry, load<f32>(dy), 4);
        store<i32>(counter, known + i32(!relu || load<f32>(y) > 0));
        list += capacity;
        dy += 4; y += 4; argmax += 1;
      }
    }
    x += 2 * lineStep;
  }
}

/**
 * Adds one image's gradient to dx, the gradient of the (padded) image x. Rewrites up to 44 bytes past the end of dx with
 * the values they hold.
 *
 * @param rows The weights, packed by `packWeightRows`.
 * @param scratch `pooledGradientScratch(…)` bytes.
 */
export function pooledInputGradient(
  dx: usize, width: i32, inChannels: i32, dy: usize, y: usize, argmax: usize,
  pooledHeight: i32, pooledWidth: i32, outChannels: i32, filterHeight: i32, filterWidth: i32,
  strideHeight: i32, strideWidth: i32, relu: bool,
  rows: usize, scratch: usize,
): void {
  const line = <usize>(width * inChannels) << 2;
  const run = filterWidth * inChannels;
  const size = groupSize(run);
  const stored = runBytes(run);
  const channelBytes = stored * <usize>filterHeight;
  const lineStep = <usize>strideHeight * line;
  const pixelStep = <usize>(strideWidth * inChannels) << 2;
  const capacity = <usize>(outChannels + 1) << 3;
  const channels = <usize>outChannels;
  for (let row = 0; row < pooledHeight; row++) {
    for (let column = 0; column < pooledWidth; column++) {
      // Four lists of channels, by the position of their maximum. The channels of a list share one window.
      store<u64>(scratch, 0);
      store<u64>(scratch, 0, 8);
      const lists = scratch + 16;
      let weights = rows;
      for (const end = argmax + channels; argmax != end; argmax++) {
        const where = <usize>load<u8>(argmax);
        const counter = scratch + (where << 2);
        const known = load<i32>(counter);
        const entry = lists + where * capacity + (<usize>known << 3);
        store<usize>(entry, weights);
        store<f32>(entry, load<f32>(dy), 4);
        store<i32>(counter, known + i32(!relu || load<f32>(y) > 0));
        weights += channelBytes;
        dy += 4; y += 4;
      }
      for (let where: usize = 0; where < 4; where++) {
        const count = load<i32>(scratch + (where << 2));
        if (count == 0) continue;
        let to = dx + <usize>row * 2 * lineStep + <usize>column * 2 * pixelStep;
        to += (where & 1) * pixelStep + (where >> 1) * lineStep;
        const entries = lists + where * capacity;
        let offset: usize = 0;
        for (let i = 0; i < filterHeight; i++) {
          for (let group: usize = 0; group < stored; group += <usize>size << 4) {
            walk(size, entries, count, offset, to + group);
            offset += <usize>size << 4;
          }
          to += line;
        }
      }
    }
  }
}
