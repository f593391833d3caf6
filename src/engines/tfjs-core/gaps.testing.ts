/**
 * Cases of tfjs-core's own tests that are known to fail with our kernels, each with the reason. They run as tests that
 * must fail, so that a fixed case is noticed.
 */

/** Failing cases by suite. */
const GAPS: [reason: string, suite: string, cases: readonly string[]][] = [
  [
    'tfjs divides by the whole window, its own forward pass and Keras by the pixels in it',
    'avgPool',
    ['gradient x=[3,3,1] f=[3,3] s=1 p=explicit'],
  ],
];

/** Why a case is known to fail, or null if it must pass. */
export function gapOf(suite: string, title: string): string | null {
  const gap = GAPS.find(([, where, cases]) => suite === where && cases.includes(title));
  return gap ? gap[0] : null;
}
