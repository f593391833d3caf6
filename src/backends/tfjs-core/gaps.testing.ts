/**
 * Cases of tfjs-core's own tests that fail with our kernels, by name, each with the reason. They are run as tests that
 * have to fail: a gap that closes is noticed.
 */

/** A suite's name, then its cases. `null` stands for every suite. */
export type Gap = [reason: string, suite: string | null, cases: (title: string) => boolean];

const AVERAGES: Gap = [
  'tfjs divides by the whole window, its own forward pass and Keras by the pixels in it',
  'avgPool',
  (title) => title === 'gradient x=[3,3,1] f=[3,3] s=1 p=explicit',
];

export const WEBGPU_GAPS: Gap[] = [AVERAGES];

export const WASM_GAPS: Gap[] = [
  ['tfjs-backend-wasm has no NCHW', null, (title) => title.includes('NCHW') && !title.startsWith('throws')],
  AVERAGES,
  ["the backend's own products are float32", 'matmul', (title) => title === 'upcasts when dtypes dont match'],
  [
    "the backend's own fused operations want one bias a channel",
    null,
    (title) =>
      [
        'basic with broadcasted bias and relu',
        'im2row with broadcasted bias and relu',
        'fused A x B with 2d bias and relu',
        'fused A x B with 2d bias only',
      ].includes(title),
  ],
  [
    'the engine counts tensors that the backend moves between two of its operations as lost',
    'fused',
    (title) =>
      [
        'backProp input x=[2,3,3,1] f=[2,2,1,1] s=1 p=0',
        'gradient x=[2,3,3,1] f=[2,2,1,1] s=1 p=0',
        'gradient x=[2,3,3,1] f=[2,2,1,1] s=1 p=0 with bias',
      ].includes(title),
  ],
];

/** Why a case is known to fail; null where it has to pass. */
export function gapOf(gaps: readonly Gap[], suite: string, title: string): string | null {
  const gap = gaps.find(([, where, cases]) => (where === null || suite.startsWith(where)) && cases(title));
  return gap ? gap[0] : null;
}
