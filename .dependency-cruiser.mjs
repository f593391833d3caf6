/** Who may import whom. Data goes one way; nobody downstream is imported by anybody upstream. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { path: from }, to });

/** A package that may be imported from `home` alone. */
const lives = (packages, home) => ({
  name: `${packages.replace(/\W+/g, '-')}-has-one-home`,
  severity: 'error',
  from: { path: '^(src|workers|public)', pathNot: [home, '\\.test(ing)?\\.ts$'] },
  to: { path: `node_modules/(${packages})/` },
});

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    rule('core-imports-nothing', 'errors, events and contracts stand alone', '^src/core/', {
      path: '^src/(?!core/)',
    }),
    rule('random-stands-alone', 'random numbers need only errors', '^src/random/', {
      path: '^src/(?!core/|random/)',
    }),
    rule('data-is-pure', 'no tfjs, no comlink, nothing downstream', '^src/data/(?!.*\\.test)', {
      path: '^src/(?!core/|random/|data/)|node_modules/(@tensorflow|comlink)/',
    }),
    rule('workers-know-no-tfjs', 'workers stay small', '^workers/', {
      path: '^src/(trainer|models|backends/(?!wasm/(engine/(control|items|kernel-thread)|module))|interop|loader|session)|node_modules/@tensorflow/',
    }),
    rule(
      'trainer-knows-no-pipeline',
      'the trainer sees data as a BatchSource',
      '^src/trainer/(?!.*\\.test)',
      {
        path: '^src/(loader|protocol|session|headless|cli)',
      },
    ),
    rule('loader-knows-no-trainer', 'the loader hands batches on', '^src/loader/', {
      path: '^src/(trainer|models|interop|session|backends)',
    }),
    rule(
      'views-use-the-public-api',
      'page and runner import src/index.ts only; elements also errors, texts, charts, Keras code, names of files, formats of pictures, the largest value, and its parts that labs load first',
      '^(src/element|src/headless/runner(-data|-page|-train)?\\.ts)',
      {
        path: '^src/(?!(index|assets|picture|inspect/operations|core/(errors|file-name|picture-format|arg-max))\\.ts|headless/(runner|model-reading|unfinished-epoch|not-a-number)|element/|i18n/|network/training-code\\.ts|report/curves\\.ts)',
      },
    ),
    rule(
      'lesson-sees-elements-and-plain-data',
      'labs import src/index.ts, the elements, texts, the largest value, and networks as data; the page imports labs',
      '^(public|src/lesson/(?!.*\\.test))',
      {
        path: '^src/(?!(index|assets)\\.ts|lesson/|element/|i18n/|network/|report/curves\\.ts|core/arg-max\\.ts)',
      },
    ),
    rule('networks-as-data-stand-alone', 'no tfjs, no DOM', '^src/network/(?!.*\\.test)', {
      path: '^src/(?!core/|network/)|node_modules/@tensorflow/',
    }),
    rule('texts-stand-alone', 'catalogues import nothing else', '^src/i18n/', { path: '^src/(?!i18n/)' }),
    lives('lit', '^(src/(element|lesson)|public)/'),
    lives('jszip|@zip\\.js/zip\\.js', '^src/data/'),
    lives('comlink', '^(src/loader|workers)/'),
    lives('playwright', '^src/headless/'),
    lives('commander|cli-progress', '^src/cli/'),
    lives('h5wasm', '^src/interop/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '\\.d\\.ts$' },
  },
};
