/**
 * Builds everything in dist/:
 *   lib/              the library: `pupila`, `pupila/kernels`, `pupila/element`, `pupila/lesson`. One file per source
 * file,
 *                     so that bundlers can drop unused code. npm dependencies stay external.
 *   headless.js cli.js  the Node part
 *   browser/          the library with all dependencies: for script tags, the page and the headless runner
 *   assets/           workers and .wasm as separate files, which a strict Content-Security-Policy can allow
 *   page/             served by `npm start`
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import { tfjsThread } from './scripts/tfjs-thread.mjs';

const { dependencies, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const npm = Object.keys(dependencies);
const isPackage = (id) => npm.some((name) => id === name || id.startsWith(`${name}/`));
const isNode = (id) => id.startsWith('node:') || builtinModules.includes(id);

/** Files to copy to dist/assets, by target path. */
const COPIED = {
  ...inFolder('wasm', 'node_modules/@tensorflow/tfjs-backend-wasm/dist', /-simd\.wasm$/),
  ...inFolder('wasm', 'build/wasm', /\.wasm$/),
  'wasm/libjpegturbowasm_decode.wasm':
    'node_modules/@cornerstonejs/codec-libjpeg-turbo-8bit/dist/libjpegturbowasm_decode.wasm',
  'wasm/mozjpeg_dec.wasm': 'node_modules/@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  ...inFolder('pictures', 'build/dataset/pictures', /\.(jpg|png)$/),
};
const WORKERS = ['data-worker-start', 'data-worker', 'kernel-thread', 'tfjs-thread'].map(
  (name) => `workers/${name}.js`,
);

function inFolder(to, from, pattern) {
  const names = readdirSync(from).filter((name) => pattern.test(name));
  return Object.fromEntries(names.map((name) => [`${to}/${name}`, join(from, name)]));
}

/** Generates the table in src/assets/asset-url.ts. `folder`: dist/assets, relative to the bundle. */
const assetTable = (folder) => ({
  name: 'asset-table',
  transform(code, id) {
    if (!id.endsWith('src/assets/asset-url.ts')) return null;
    const declared = 'declare const __PUPILA_ASSETS__: Record<string, () => URL>;';
    if (!code.includes(declared)) this.error(`${id} has no \`${declared}\``);
    const rows = [...Object.keys(COPIED), ...WORKERS].map(
      (path) => `'${path}': () => new URL('${folder}${path}', import.meta.url),`,
    );
    const table = `const __PUPILA_ASSETS__: Record<string, () => URL> = {\n${rows.join('\n')}\n};`;
    return { code: code.replace(declared, table), map: null };
  },
});

/** Plugins for one target. `assets`: dist/assets, relative to the bundle. */
const plugins = (assets, { browser = true, minify = false } = {}) => [
  assetTable(assets),
  nodeResolve({
    ignoreSideEffectsForRoot: true,
    browser,
    preferBuiltins: !browser,
    extensions: ['.ts', '.mjs', '.js', '.json'],
  }),
  // Packages require Node's modules in branches that never run in a browser.
  commonjs(browser ? { ignore: builtinModules } : {}),
  esbuild({
    target: 'es2022',
    minify,
    sourceMap: false,
    define: { __PUPILA_VERSION__: JSON.stringify(version) },
    // Bundled packages are already ES modules: esbuild only processes them to minify.
    include: minify ? /\.[jt]s$/ : /\.ts$/,
    exclude: [],
  }),
];

const quiet = (warning, warn) => {
  // Ignores cycles inside packages such as tfjs, but not in our own code.
  if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules')))
    return;
  // From packages that also run in Node. These branches never run in a browser.
  if (warning.plugin === 'esbuild' && warning.message.includes('Converting "require"')) return;
  warn(warning);
};

/**
 * Removes the `.wasm` address from Emscripten's code. It is unused, because the worker passes the compiled module, but
 * bundlers that parse the worker, such as Parcel, would try to resolve it.
 */
const withoutOwnWasm = () => ({
  name: 'without-own-wasm',
  transform(code, id) {
    if (!id.includes('@jsquash/jpeg')) return null;
    return { code: code.replace(/new URL\("\w+\.wasm", ?import\.meta\.url\)\.href/, '""'), map: null };
  },
});

/**
 * Chunks of modules that Rollup would otherwise merge, for their small size, into chunks that load at once.
 *
 * @type {Record<string, RegExp>}
 */
const LATER = {
  assets: /\/src\/assets\/(asset-problem|asset-url|start-worker)\.ts$/,
  'curves-view': /\/element\/trainer\/curves-view\.ts$/,
  curves: /\/views\/report\/curves\.ts$/,
  'messages-es': /\/i18n\/es\/messages\//,
  'fit-code':
    /\/(element\/trainer\/fit-code|network\/(network-of|arrays-code|optimizer-code|saved-network-code|training-code))\.ts$/,
  kept: /\/element\/kept\/|\/idb-keyval\//,
  'keras-code': /\/network\/(keras-code|python-script|weights-code)\.ts$/,
  'lab-code':
    /\/(lesson\/(keras-examples|augmentation-example)|network\/(data-code|generator-code|picture-code)|i18n\/e[ns]\/code)\.ts$/,
  // Shared with the convolution lab.
  'layer-texts': /\/i18n\/e[ns]\/convolution\.ts$/,
  'model-files':
    /\/formats\/(check-graph|h5-codec|hdf5|keras-[\w-]+|layer-weights|legacy-weights|load-topology|save-keras|teachable-machine|tfjs-(codec|model)|to-keras-config|weight-store|weights-reader)\.ts$|\/models\/layers\/(?!shapes|stock)/,
  'model-layers': /\/models\/model-layers\.ts$/,
  'network-spec': /\/network\/(layer-spec|output|window)\.ts$|\/options\/generator-effects\.ts$/,
  'network-tables': /\/network\/(describe|plot-model|summary-table)\.ts$/,
  'number-rule': /\/element\/number-rule\.ts$|\/lit-html\/directives\/repeat\.js$/,
  options:
    /\/options\/(option-rules|unknown-name|callback-choice|named-choice|training-options)\.ts$|\/fastest-levenshtein\/|\/i18n\/(en\/)?backend\.ts$/,
  'page-training': /\/public\/training(-presets)?\.ts$|\/i18n\/\w+\/presets\.ts$/,
};
const chunkOf = (id) => Object.keys(LATER).find((chunk) => LATER[chunk].test(id)) ?? null;

const chunks = { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' };

/** Copies static files, completes the start page, and records the time of the build. */
const copy = () => ({
  name: 'copy-assets',
  async writeBundle(_options, bundle) {
    const put = (from, to) => {
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    };
    const all = (from, to, pattern) => {
      for (const name of readdirSync(from)) if (pattern.test(name)) put(join(from, name), join(to, name));
    };
    for (const [to, from] of Object.entries(COPIED)) put(from, join('dist/assets', to));
    writeFileSync('dist/assets/workers/tfjs-thread.js', tfjsThread());
    all('public', 'dist/page', /\.(html|css|svg|png|webmanifest)$/);
    preload(Object.values(bundle));
    await prerender();
    all('build/dataset', 'dist/page', /\.zip$/);
    writeFileSync('dist/page/offline.json', JSON.stringify(offlineList()));
    writeFileSync('dist/.built', `${new Date().toISOString()}\n`);
  },
});

/** Adds preload links for all imports of the start page's script and of the first lab, which exclude tfjs. */
const preload = (chunks) => {
  const page = 'dist/page/index.html';
  const first = chunks.filter(({ name }) => ['page', 'pupila-convolution-lab', 'picture'].includes(name));
  const files = new Set(first.map(({ fileName }) => fileName));
  // A set's loop also visits what is added meanwhile: imports of imports.
  for (const file of files) {
    for (const each of chunks.find(({ fileName }) => fileName === file)?.imports ?? []) files.add(each);
  }
  const links = [...files].map((name) => `<link rel="modulepreload" href="browser/${name}" />\n    `);
  const script = '<script type="module"';
  writeFileSync(page, readFileSync(page, 'utf8').replace(script, links.join('') + script));
};

/** Prerenders the start page, so that its text appears before any script runs. */
const prerender = async () => {
  const page = 'dist/page/index.html';
  const { staticPage } = await import(pathToFileURL('build/page/static-page.js').href);
  const body = '<body></body>';
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(body, () => `<body>\n${staticPage()}\n</body>`),
  );
};

/** The file list for the page's service worker. */
const offlineList = () => {
  const hash = createHash('sha256');
  const below = (folder, prefix) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && !/runner|headless|embed|offline|sw\.js|^kernels.*\.js$/.test(entry.name),
      )
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => {
        hash.update(file).update(readFileSync(file));
        return prefix + relative(folder, file).replaceAll('\\', '/');
      });
  const kept = [
    './',
    ...below('dist/browser', 'browser/'),
    ...below('dist/assets', 'assets/'),
    ...below('dist/page', './'),
  ];
  return { build: hash.digest('hex'), kept };
};

rmSync('dist', { recursive: true, force: true });

export default [
  {
    input: {
      index: 'src/index.ts',
      kernels: 'src/kernels.ts',
      'element/index': 'src/element/index.ts',
      'lesson/index': 'src/lesson/index.ts',
    },
    external: isPackage,
    output: { dir: 'dist/lib', format: 'es', preserveModules: true, preserveModulesRoot: 'src' },
    plugins: plugins('../../assets/'),
    onwarn: quiet,
  },
  {
    input: { headless: 'src/headless/index.ts', cli: 'src/cli/main.ts' },
    external: (id) => isPackage(id) || isNode(id),
    output: { dir: 'dist', ...chunks },
    plugins: plugins('./assets/', { browser: false }),
    onwarn: quiet,
  },
  // A worker must be a single file: bundlers copy and rename it.
  ...['data-worker-start', 'data-worker', 'kernel-thread'].map((name) => ({
    input: `workers/${name}.ts`,
    output: { file: `dist/assets/workers/${name}.js`, format: 'es', inlineDynamicImports: true },
    plugins: [withoutOwnWasm(), ...plugins('../', { minify: true })],
    onwarn: quiet,
  })),
  {
    // For pages with an import map: they use their own copy of tfjs-core.
    input: { kernels: 'src/kernels.ts' },
    external: ['@tensorflow/tfjs-core'],
    output: { dir: 'dist/browser', ...chunks, chunkFileNames: 'kernels-[name]-[hash].js' },
    plugins: plugins('../assets/', { minify: true }),
    onwarn: quiet,
  },
  {
    // What the build itself runs: here, and in custom-elements-manifest.config.mjs.
    input: { 'static-page': 'public/static-page.ts', 'option-texts': 'src/options/option-texts.ts' },
    external: (id) => isPackage(id) || isNode(id),
    output: { dir: 'build/page', ...chunks },
    plugins: plugins('../assets/', { browser: false }),
    onwarn: quiet,
  },
  {
    input: { first: 'public/first.ts' },
    output: { dir: 'dist/page', ...chunks, format: 'iife' },
    plugins: plugins('../assets/', { minify: true }),
    onwarn: quiet,
  },
  {
    input: { sw: 'public/sw.ts' },
    output: { dir: 'dist/page', ...chunks },
    plugins: plugins('../assets/', { minify: true }),
    onwarn: quiet,
  },
  {
    input: {
      pupila: 'src/index.ts',
      element: 'src/element/index.ts',
      lesson: 'src/lesson/index.ts',
      runner: 'src/headless/page/runner.ts',
      page: 'public/page.ts',
    },
    output: {
      dir: 'dist/browser',
      ...chunks,
      // Merges small chunks that load together.
      experimentalMinChunkSize: 10_000,
      manualChunks: chunkOf,
      onlyExplicitManualChunks: true,
    },
    plugins: [...plugins('../assets/', { minify: true }), copy()],
    onwarn: quiet,
  },
];
