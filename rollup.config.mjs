/**
 * Builds everything in dist/:
 *   lib/              the library: `pupila`, `pupila/kernels`, `pupila/element`, `pupila/lesson` (npm dependencies stay
 *                     outside), a file for each source file: a bundler leaves out what an app does not use
 *   headless.js cli.js  the Node part
 *   browser/          the same with everything inside: for a script tag, the page and the headless runner
 *   assets/           workers and .wasm as files of their own, which a strict Content-Security-Policy can name
 *   page/             what `npm start` serves
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

/** What is copied to dist/assets, by path there. */
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

/** Writes the table of src/assets/asset-url.ts; `folder` is dist/assets seen from the bundle. */
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

/** Plugins for one target; `assets` is the assets' folder seen from the bundle. */
const plugins = (assets, { browser = true, minify = false } = {}) => [
  assetTable(assets),
  nodeResolve({
    ignoreSideEffectsForRoot: true,
    browser,
    preferBuiltins: !browser,
    extensions: ['.ts', '.mjs', '.js', '.json'],
  }),
  // Node's own modules are asked for in branches that a browser never takes.
  commonjs(browser ? { ignore: builtinModules } : {}),
  esbuild({
    target: 'es2022',
    minify,
    sourceMap: false,
    define: { __PUPILA_VERSION__: JSON.stringify(version) },
    // Bundled packages are ES modules already; only what needs minifying goes through esbuild.
    include: minify ? /\.[jt]s$/ : /\.ts$/,
    exclude: [],
  }),
];

const quiet = (warning, warn) => {
  // tfjs and comlink-era packages circle among themselves; ours may not.
  if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules')))
    return;
  // Of packages that also run in Node; a browser never takes those branches.
  if (warning.plugin === 'esbuild' && warning.message.includes('Converting "require"')) return;
  warn(warning);
};

/**
 * Emscripten's code names its `.wasm` where it is never looked for, because the worker hands the compiled module over.
 * Bundlers that read the worker, such as Parcel, would look for it.
 */
const withoutOwnWasm = () => ({
  name: 'without-own-wasm',
  transform(code, id) {
    if (!id.includes('@jsquash/jpeg')) return null;
    return { code: code.replace(/new URL\("\w+\.wasm", ?import\.meta\.url\)\.href/, '""'), map: null };
  },
});

const chunks = { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' };

/** Copies files that are used as they are, and notes when the build ended. */
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
    await writeText();
    put('build/dataset/drawn_cats_and_dogs.zip', 'dist/page/drawn_cats_and_dogs.zip');
    writeFileSync('dist/page/offline.json', JSON.stringify(offline()));
    writeFileSync('dist/.built', `${new Date().toISOString()}\n`);
  },
});

/** The start page names what its script and the first lab import, so that it is fetched at once; but not tfjs. */
const preload = (chunks) => {
  const page = 'dist/page/index.html';
  const first = chunks.filter(({ name }) => ['page', 'pupila-convolution-lab', 'picture'].includes(name));
  const files = new Set(first.flatMap(({ fileName, imports }) => [fileName, ...imports]));
  const links = [...files].map((name) => `<link rel="modulepreload" href="browser/${name}" />\n    `);
  const script = '<script type="module"';
  writeFileSync(page, readFileSync(page, 'utf8').replace(script, links.join('') + script));
};

/** The start page's text is there before any script. */
const writeText = async () => {
  const page = 'dist/page/index.html';
  const { staticPage } = await import(pathToFileURL('build/page/static-page.js').href);
  const body = '<body></body>';
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(body, () => `<body>\n${staticPage()}\n</body>`),
  );
};

/** What the page's service worker is told. */
const offline = () => {
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
  // A worker is one file: bundlers copy it, and give it another name and place.
  ...['data-worker-start', 'data-worker', 'kernel-thread'].map((name) => ({
    input: `workers/${name}.ts`,
    output: { file: `dist/assets/workers/${name}.js`, format: 'es', inlineDynamicImports: true },
    plugins: [withoutOwnWasm(), ...plugins('../', { minify: true })],
    onwarn: quiet,
  })),
  {
    // For pages with an import map: tfjs-core stays the page's own.
    input: { kernels: 'src/kernels.ts' },
    external: ['@tensorflow/tfjs-core'],
    output: { dir: 'dist/browser', ...chunks, chunkFileNames: 'kernels-[name]-[hash].js' },
    plugins: plugins('../assets/', { minify: true }),
    onwarn: quiet,
  },
  {
    input: { 'static-page': 'public/static-page.ts' },
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
    // Small parts that load together are one file.
    output: { dir: 'dist/browser', ...chunks, experimentalMinChunkSize: 10_000 },
    plugins: [...plugins('../assets/', { minify: true }), copy()],
    onwarn: quiet,
  },
];
