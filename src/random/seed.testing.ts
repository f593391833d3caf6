/** The seed of random tests, in Node and in a browser: `PUPILA_TEST_SEED=n` repeats a run. */

/** Returns the seed from the environment, or a random one. */
export function testSeed(): number {
  const given = process.env['PUPILA_TEST_SEED'];
  return given ? Number(given) : Math.trunc(Math.random() * 2 ** 31);
}
