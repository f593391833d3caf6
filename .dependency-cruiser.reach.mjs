/**
 * Packages that a room must not import, directly or indirectly. Type imports do not count: they do not exist at run
 * time. For direct imports between rooms see `.dependency-cruiser.mjs`.
 */

/** Rule: no file in `from` may import these packages, directly or indirectly. */
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
    // What is loaded on demand does not count: formats/registry.ts names modules that only a page loads.
    exclude: { path: '\\.d\\.ts$', dynamic: true },
  },
};
