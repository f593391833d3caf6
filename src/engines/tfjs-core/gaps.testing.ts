/**
 * Cases of tfjs-core's own tests that fail with our kernels, by name, each with the reason. They are run as tests that
 * have to fail: a gap that closes is noticed.
 */

/** A suite's name, then its cases. */
const GAPS: [reason: string, suite: string, cases: readonly string[]][] = [
  [
    'tfjs divides by the whole window, its own forward pass and Keras by the pixels in it',
    'avgPool',
    ['gradient x=[3,3,1] f=[3,3] s=1 p=explicit'],
  ],
];

/** Why a case is known to fail; null where it has to pass. */
export function gapOf(suite: string, title: string): string | null {
  const gap = GAPS.find(([, where, cases]) => suite === where && cases.includes(title));
  return gap ? gap[0] : null;
}
