/**
 * Which packages a room never reaches, through any number of imports. Imports of types do not count here: they are gone when
 * the code runs. Who may import whom is in `.dependency-cruiser.mjs`.
 */

/** A package that nothing in `from` may reach, through any number of imports. */
const neverReaches = (name, from, packages) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.test(ing)?\\.ts$' },
  to: { path: `node_modules/(${packages})/`, reachable: true },
});

export default {
  forbidden: [
    neverReaches('workers-never-reach-tfjs', '^workers/', '@tensorflow'),
    neverReaches('data-never-reaches-tfjs-or-comlink', '^src/data/', '@tensorflow|comlink'),
    neverReaches('networks-as-data-never-reach-tfjs', '^src/network/', '@tensorflow'),
    neverReaches('node-never-reaches-tfjs', '^src/(headless/[^/]+|cli/.*)$', '@tensorflow'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    exclude: { path: '\\.d\\.ts$' },
  },
};
