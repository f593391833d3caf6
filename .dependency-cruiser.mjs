/**
 * Import rules. Each folder of `src/` (a "room") lists the rooms that it may import; all other imports are errors. The
 * list is ordered: a room never imports a later one. Indirect imports are restricted in
 * `.dependency-cruiser.reach.mjs`.
 */

/** The rooms that each room may import, besides itself. */
const ROOMS = {
  core: [],
  i18n: ['core'],
  random: ['core'],
  options: ['core'],
  assets: ['core'],
  data: ['core', 'options', 'random'],
  protocol: ['core', 'options', 'data'],
  loader: ['core', 'options', 'assets', 'data', 'protocol'],
  generator: ['core', 'options', 'random', 'assets', 'data', 'protocol', 'loader'],
  network: ['core', 'options'],
  models: ['core', 'options', 'network'],
  training: ['core', 'options'],
  plan: ['core', 'options', 'models', 'training'],
  engines: ['core', 'i18n', 'options', 'assets', 'protocol', 'training', 'plan'],
  steps: ['core', 'i18n', 'options', 'models', 'training', 'plan', 'engines'],
  formats: ['core', 'options', 'data', 'models', 'training', 'engines'],
  session: [
    'core',
    'options',
    'random',
    'data',
    'protocol',
    'loader',
    'generator',
    'network',
    'models',
    'training',
    'engines',
    'steps',
    'formats',
  ],
  'views/report': ['core', 'options'],
  'views/preview': ['core', 'options', 'data', 'protocol', 'loader', 'generator', 'session'],
  'views/inspect': ['core', 'network', 'models', 'training', 'engines'],
  cli: ['core', 'options', 'training/callbacks', 'formats', 'headless'],
};

/** Rule for one room. */
const room = ([name, others]) => ({
  name: `${name.replace('/', '-')}-imports-what-comes-before-it`,
  comment: `src/${name} may import ${others.join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: '\\.test(ing)?\\.ts$' },
  to: { path: '^(src|workers|public|e2e)/', pathNot: `^src/(${[name, ...others].join('|')})/` },
});

/** Rule for views: they may import the entry points and the listed paths. */
const view = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test(ing)?\\.ts$' },
  to: { path: '^(src|workers|e2e)/', pathNot: `^src/(index\\.ts|internal\\.ts|${allowed.join('|')})` },
});

/** Rule for packages that only `home` may import. */
const lives = (packages, home) => ({
  name: `${packages.replace(/\W+/g, '-')}-has-one-home`,
  severity: 'error',
  from: { path: '^(src|workers|public)', pathNot: [home, '\\.test(ing)?\\.ts$'] },
  to: { path: `node_modules/(${packages})/` },
});

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-loose-files',
      comment: 'except for the entries, every file of src/ is in a room',
      severity: 'error',
      from: {},
      to: { path: '^src/(?!index\\.ts|internal\\.ts|kernels\\.ts)[^/]+$' },
    },
    ...Object.entries(ROOMS).map(room),
    view(
      'elements-are-views',
      'elements may import the entries, texts, light parts that labs load first',
      '^src/element/',
      [
        'element/',
        'i18n/',
        'core/',
        'assets/',
        'network/',
        'options/(callback-choice|metric-choice|option-row|option-rules|optimizer-config|table-rules|training-option|training-table|learning-rate-schedule|loss-config|named-choice|resolve-loss|run-optimizer|unknown-name|validation-freq|weights-table)',
        'training/callbacks/registry',
        'formats/(model-format|registry)',
        'views/report/curves',
        'views/inspect/operations',
        'generator/picture',
      ],
    ),
    view(
      'labs-are-views',
      'labs may import the entries, the elements, texts, networks as data',
      '^src/lesson/',
      ['lesson/', 'element/', 'i18n/', 'core/', 'assets/', 'network/'],
    ),
    view('the-page-shows-labs', 'the page imports labs, elements, texts, networks as data', '^public/', [
      'lesson/',
      'element/',
      'i18n/',
      'network/',
    ]),
    view('headless-tasks-are-views', 'the headless page imports the entries', '^src/headless/page/', [
      'headless/',
      'core/',
      'options/',
      'training/',
      'formats/',
    ]),
    view('headless-computes-nothing', 'Node serves, starts a browser and passes on', '^src/headless/[^/]+$', [
      'headless/',
      'core/',
      'data/index/',
      'options/',
      'formats/(model-format|registry)',
      'engines/select',
      'steps/recovering',
      'training/(fit|callbacks/)',
    ]),
    {
      name: 'no-node-in-the-page',
      comment: "Node's modules belong to the server and the command",
      severity: 'error',
      from: { path: '^(src|workers|public)/', pathNot: '^src/(headless/[^/]+$|cli/)|\\.test(ing)?\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'on-demand-too-workers-and-data-load-no-other-room',
      comment: '.dependency-cruiser.reach.mjs does not follow `import()`',
      severity: 'error',
      from: { path: '^(workers|src/(data|network))/' },
      to: { dynamic: true, path: '^src/', pathNot: '^src/(data|network)/' },
    },
    lives('lit', '^(src/(element|lesson)|public)/'),
    lives('jszip|@zip\\.js/zip\\.js', '^src/data/'),
    lives('comlink', '^(src/loader|workers)/'),
    lives('playwright', '^src/headless/'),
    lives('commander|cli-progress', '^src/cli/'),
    lives('h5wasm', '^src/formats/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '\\.d\\.ts$' },
  },
};
