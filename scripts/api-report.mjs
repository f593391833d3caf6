/**
 * Compares the public API with the reports in etc/, one per entry of package.json. API Extractor makes them from the
 * declarations in build/types. Every export must have a docstring, and every type that a public signature mentions must
 * be exported by an entry.
 *
 * `node scripts/api-report.mjs` fails if a report differs. With `--update` it writes the reports.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, 'etc');
const NEW_REPORTS = join(ROOT, 'build/api');

/** Declarations by name of the report. */
const ENTRIES = {
  pupila: 'index.d.ts',
  'pupila-element': 'element/index.d.ts',
  'pupila-lesson': 'lesson/index.d.ts',
  'pupila-kernels': 'kernels.d.ts',
  'pupila-headless': 'headless/index.d.ts',
};

function configOf(name, entry) {
  const [on, off] = [{ logLevel: 'warning' }, { logLevel: 'none' }];
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(ROOT, 'build/types', entry),
      compiler: { tsconfigFilePath: join(ROOT, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: REPORTS,
        reportTempFolder: NEW_REPORTS,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: on },
        // Exports have no release tags such as `@beta`.
        extractorMessageReporting: { default: on, 'ae-missing-release-tag': off, 'ae-undocumented': off },
        // Comments are JSDoc, not TSDoc: `@throws {PupilaError}`.
        tsdocMessageReporting: { default: off },
      },
    },
  });
}

/** Returns the first group of every match. */
const allOf = (pattern, text) => [...text.matchAll(pattern)].map(([, name]) => name);

/** Names that a report exports. */
const EXPORT = /^export (?:\{ \w+ as|(?:abstract )?(?:class|const|function|interface|type)) (\w+)/gm;
/** Exports of a report that have no docstring. */
const UNDOCUMENTED = /^\/\/ @public \(undocumented\)\n(?:export )?(?:abstract )?\w+ (\w+)/gm;

const isUpdate = process.argv.includes('--update');
for (const folder of [REPORTS, NEW_REPORTS]) mkdirSync(folder, { recursive: true });
const configs = Object.entries(ENTRIES).map(([name, entry]) => configOf(name, entry));
// All entries share one TypeScript program.
const [first, ...others] = configs;
const additionalEntryPoints = others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
const compilerState = CompilerState.create(first, { additionalEntryPoints });

/** Types that are derived from a table: a report shows what they are made of, and users do not name them. */
const DERIVED = ['Row', 'ElementOption', 'Value'];

const problems = [];
/** Messages by the type that is not exported by the entry which mentions it. */
const notExported = new Map();
let isChanged = false;
for (const config of configs) {
  const result = Extractor.invoke(config, {
    compilerState,
    localBuild: isUpdate,
    printApiReportDiff: !isUpdate,
    messageCallback(message) {
      message.handled = true;
      const { category, messageId, logLevel, text } = message;
      // Types with the name of a global get a number: `History_2`.
      if (messageId === 'ae-forgotten-export') notExported.set(/"(\w+?)(_\d+)?"/.exec(text)[1], text);
      else if (messageId === 'console-api-report-diff') console.error(text);
      else if (category !== 'console' && (logLevel === 'warning' || logLevel === 'error'))
        problems.push(text);
    },
  });
  isChanged ||= result.apiReportChanged;
}

const reports = Object.keys(ENTRIES).map((name) => readFileSync(join(NEW_REPORTS, `${name}.api.md`), 'utf8'));
const exported = new Set(reports.flatMap((report) => allOf(EXPORT, report)));
for (const [name, text] of notExported)
  if (!exported.has(name) && !DERIVED.includes(name)) problems.push(text);
for (const name of reports.flatMap((report) => allOf(UNDOCUMENTED, report)))
  problems.push(`${name} has no docstring.`);
if (isChanged && !isUpdate) {
  problems.push(
    'The public API differs from etc/. If that is intended, run `npm run update:api` and commit etc/.',
  );
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
