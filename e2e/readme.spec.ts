/** Every snippet of README.md works as printed, with the packed package in its own project. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Browser, expect, test } from 'playwright/test';
import { CDN, ISOLATED, makeProject, startHost } from './packed';
import { launchBrowser, smallPictures, zipOf } from './support';

/** The snippets that no test has used yet. */
const snippets = [...readFileSync('README.md', 'utf8').matchAll(/^```(html|js|sh)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', code = '']) => ({ language, code }),
);

/** Returns the one snippet that contains these words. */
function snippet(language: string, words: string): string {
  const found = snippets.filter((each) => each.language === language && each.code.includes(words));
  if (found.length !== 1 || !found[0]) {
    throw new Error(
      `One snippet has the words. Received: language=${language}, words=${words}, found=${found.length}`,
    );
  }
  return found[0].code;
}

/** Each test's snippets. With the repository's own commands, which CI runs anyway, these are all snippets. */
const used = {
  repository: snippet('sh', 'npm run train'),
  install: snippet('sh', 'npm install pupila'),
  copy: snippet('sh', 'cp -r'),
  commands: snippet('sh', 'npx pupila train'),
  node: snippet('js', 'pupila/headless'),
  page: snippet('html', 'pupila.js'),
  element: snippet('html', './node_modules/pupila/dist/browser/element.js'),
  cdn: snippet('html', 'https://cdn.example/'),
  importMap: snippet('html', 'importmap'),
  predictor: snippet('js', 'new Predictor'),
  assetBase: snippet('js', 'setAssetBase('),
  generator: snippet('js', 'new ImageDataGenerator'),
  kernels: snippet('js', 'registerTrainingKernels'),
};

test.describe.configure({ mode: 'serial' });

let project: string;
let browser: Browser;
const running = new Set<ChildProcess>();

test.beforeAll(async () => {
  project = await makeProject('readme', {
    'package.json': JSON.stringify({ name: 'readme', private: true, type: 'module' }),
    'keras.json': JSON.stringify({ rescale: 1 / 255, rotation_range: 40 }),
  });
  const pictures = await smallPictures();
  writeFileSync(join(project, 'cats_and_dogs.zip'), await zipOf(pictures));
  cpSync('dist/assets/pictures/cat.jpg', join(project, 'picture.jpg'));
  symlinkSync(resolve('node_modules/@tensorflow'), join(project, 'node_modules/@tensorflow'));
  // The way npm installs a package's command.
  mkdirSync(join(project, 'node_modules/.bin'));
  chmodSync(join(project, 'node_modules/pupila/dist/cli.js'), 0o755);
  symlinkSync('../pupila/dist/cli.js', join(project, 'node_modules/.bin/pupila'));
  browser = await launchBrowser({ gpu: 'none' });
});

test.afterAll(async () => {
  for (const child of running) process.kill(-(child.pid as number));
  await browser.close();
});

/** Runs a shell command in the project. */
function shell(line: string, enough: (output: string) => boolean = () => false): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('sh', ['-c', line], { cwd: project, detached: true });
    running.add(child);
    let output = '';
    const hear = (chunk: Buffer): void => {
      output += String(chunk);
      if (enough(output)) done(output);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', (code) => {
      running.delete(child);
      if (code === 0) done(output);
      else fail(new Error(`${line}\n${output}`));
    });
  });
}

/** Opens a page of the host and collects its console output until it is `enough`. */
async function listen(address: string, enough: (lines: string[]) => boolean): Promise<string[]> {
  const page = await browser.newPage();
  const lines: string[] = [];
  const failures: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'log') lines.push(message.text());
    if (message.type() === 'error') failures.push(message.text());
  });
  page.on('pageerror', (error) => failures.push(error.message));
  try {
    await page.goto(address);
    await expect
      .poll(() => enough(lines) || failures.length > 0, { timeout: 60_000, message: lines.join('\n') })
      .toBe(true);
    expect(failures).toEqual([]);
    return lines;
  } finally {
    await page.close();
  }
}

test('every snippet has a test', () => {
  const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string };
  expect(Object.values(used).sort()).toEqual(snippets.map(({ code }) => code).sort());
  expect(used.install).toBe(`npm install ${name}\n`);
});

test('the commands', async () => {
  for (const line of used.commands.trim().split('\n')) {
    if (line.includes('pupila serve')) {
      const output = await shell(line, (text) => text.includes(':8080'));
      expect((await fetch(/http:\S+:8080/.exec(output)?.[0] ?? '')).ok).toBe(true);
    } else await shell(line);
  }
  for (const path of ['runs/first/report.html', 'runs/first/model.keras', 'sheet.png', 'batches'])
    expect(existsSync(join(project, path)), path).toBe(true);
});

test('from Node', async () => {
  writeFileSync(
    join(project, 'train.js'),
    `${used.node}\nconsole.log('losses ' + history.loss.length + ' ' + typeof run);\n`,
  );
  expect(await shell('node train.js')).toContain('losses 2 object');
});

test('pages without a bundler', async () => {
  const pages = {
    page: used.page,
    element: used.element,
    kernels: `${used.importMap}<script type="module">\n${used.kernels}</script>`,
  };
  for (const [name, html] of Object.entries(pages)) {
    const icon = '<link rel="icon" href="data:," />';
    writeFileSync(join(project, `${name}.html`), `<!doctype html>\n<meta charset="utf-8" />${icon}\n${html}`);
  }
  const host = await startHost(project, ISOLATED);
  try {
    const lines = await listen(`${host.url}page.html`, (said) =>
      said.some((line) => line.startsWith('{loss: Array')),
    );
    expect(lines.filter((line) => /^[012] /.test(line))).toHaveLength(3);
    await listen(`${host.url}kernels.html`, (said) => said.some((line) => line.includes('loss')));
    const page = await browser.newPage();
    await page.goto(`${host.url}element.html`);
    await page.getByRole('button', { name: 'Entrenar' }).click();
    await expect(page.locator('pupila-trainer [part=matrix]')).toBeVisible({ timeout: 60_000 });
    await page.close();
  } finally {
    host.close();
  }
});

for (const [name, headers] of [
  ['isolated', ISOLATED],
  ['not isolated', {}],
] as const) {
  test(`the element from another origin, ${name}`, async () => {
    const site = join(project, `site-${name.replace(' ', '-')}`);
    mkdirSync(site);
    symlinkSync(join(project, 'cats_and_dogs.zip'), join(site, 'cats_and_dogs.zip'));
    const cdn = await startHost(join(project, 'node_modules'), CDN);
    const html = used.cdn.replace('https://cdn.example/', cdn.url);
    writeFileSync(join(site, 'index.html'), `<!doctype html>\n<html lang="en">${html}</html>`);
    const host = await startHost(site, headers);
    try {
      const page = await browser.newPage();
      await page.goto(host.url);
      await page.getByRole('button', { name: 'Train' }).click();
      await expect(page.locator('pupila-trainer [part=matrix]')).toBeVisible({ timeout: 60_000 });
      const cores = await page.evaluate(() => navigator.hardwareConcurrency);
      await expect(page.locator('pupila-trainer [part=facts]')).toContainText(
        `Threads: ${headers === ISOLATED ? cores : 1}.`,
      );
      await page.close();
    } finally {
      host.close();
      cdn.close();
    }
  });
}

test('scripts for a bundler', async () => {
  mkdirSync(join(project, 'public'));
  await shell(used.copy);
  const output = join(project, 'public');
  for (const name of ['cats_and_dogs.zip', 'picture.jpg', 'runs'])
    symlinkSync(join(project, name), join(output, name));
  const { predictor, generator, kernels } = used;
  const host = await startHost(output, ISOLATED);
  try {
    for (const [name, code] of Object.entries({ predictor, generator, kernels })) {
      await build({
        stdin: { contents: used.assetBase + code, resolveDir: project },
        bundle: true,
        format: 'esm',
        minify: true,
        logLevel: 'error',
        outfile: join(output, `${name}.js`),
      });
      const script = `<script type="module" src="${name}.js"></script>`;
      writeFileSync(
        join(output, `${name}.html`),
        `<!doctype html><link rel="icon" href="data:," />${script}`,
      );
      const [first = ''] = await listen(`${host.url}${name}.html`, (said) => said.length > 0);
      expect(first, name).toMatch(
        { predictor: /Array/, generator: /^\d+ \d+ \d+$/, kernels: /loss/ }[name] ?? /^$/,
      );
    }
  } finally {
    host.close();
  }
});
