/**
 * The layout of weights and their gradient that `walk.ts` reads. For each output channel and each row of the window, the
 * values (filterWidth · inChannels: a run) are in groups of 3, 6, 9 or 12 vectors, padded with zeros.
 */

/** Vectors per group: the smallest size that splits a run into the fewest groups. */
export function groupSize(run: i32): i32 {
  const vectors = (run + 3) / 4;
  const groups = (vectors + 11) / 12;
  return ((vectors + groups - 1) / groups + 2) / 3 * 3;
}

/** Bytes of a run, padded to whole groups. */
export function runBytes(run: i32): usize {
  const group = groupSize(run);
  return <usize>(((run + 3) / 4 + group - 1) / group * group) << 4;
}

/** Bytes of all weights of a convolution in this layout. */
export function weightRowsBytes(run: i32, runs: i32, outChannels: i32): usize {
  return runBytes(run) * <usize>runs * <usize>outChannels;
}

/** Copies a filter (runs × run × outChannels, tfjs's layout) into rows. */
export function packWeightRows(filter: usize, run: i32, runs: i32, outChannels: i32, to: usize): void {
  const bytes = runBytes(run);
  memory.fill(to, 0, weightRowsBytes(run, runs, outChannels));
  for (let o = 0; o < outChannels; o++) {
    let from = filter + (<usize>o << 2);
    for (let line = 0; line < runs; line++, to += bytes) {
      for (let i: usize = 0; i < <usize>run << 2; i += 4, from += <usize>outChannels << 2) {
        store<f32>(to + i, load<f32>(from));
      }
    }
  }
}

/** Adds rows to a filter's gradient (runs × run × outChannels, tfjs's layout). */
export function addWeightRows(rows: usize, run: i32, runs: i32, outChannels: i32, to: usize): void {
  const bytes = runBytes(run);
  for (let o = 0; o < outChannels; o++) {
    let put = to + (<usize>o << 2);
    for (let line = 0; line < runs; line++, rows += bytes) {
      for (let i: usize = 0; i < <usize>run << 2; i += 4, put += <usize>outChannels << 2) {
        store<f32>(put, load<f32>(put) + load<f32>(rows + i));
      }
    }
  }
}
