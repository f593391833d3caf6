/**
 * Times the lesson as its readers experience it: first content and the first lab's response in a fresh browser context,
 * then every slider of the labs on a 256 × 256 image, from the event to the painted result. Also lists what is loaded.
 * Results are verified before they are timed.
 */
import { resolve } from 'node:path';
import { machine, median, printTable, saveResult, saveText } from './support.mjs';
import { bundleSizes } from '../scripts/bundle-sizes.mjs';
import { firstLab, controlTimes, watch } from './lesson/watch.mjs';
import { report } from './lesson/report.mjs';

export const options = {
  loads: { type: 'string', default: '7' },
  /** Number of moves of each slider. */
  moves: { type: 'string', default: '20' },
};

const SIDE = 256;
const SLIDERS = 'input[type=range]';
/** Controls to move in each section. The layer's settings are select elements. */
const LABS = {
  convolucion: SLIDERS,
  capa: '.lab > .row:not(.bar) select',
  pooling: SLIDERS,
  aumentacion: SLIDERS,
};

export default async function lesson({ loads, moves }) {
  const { launchBrowser, startServer } = await import('../dist/headless.js');
  const server = await startServer({ root: resolve('dist'), page: resolve('dist/page') });
  const browser = await launchBrowser({ gpu: 'none' });
  const open = async (path, use) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'es-ES' });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.addInitScript(watch);
    await page.goto(`${server.url}/${path}`);
    try {
      return await use(page);
    } finally {
      await context.close();
    }
  };
  try {
    const cold = [];
    // The first load warms up the browser and is not counted.
    for (let i = -1; i < Number(loads); i++) {
      const load = await open('', (page) => page.evaluate(firstLab));
      if (i >= 0) cold.push(load);
    }
    const first = ['content', 'lab'].map((name) =>
      row(
        name,
        cold.map((load) => load[name]),
      ),
    );
    printTable(first);
    const sliders = [];
    for (const [lab, controls] of Object.entries(LABS)) {
      const times = await open(`?lab=${lab}`, (page) =>
        page.evaluate(controlTimes, { controls, side: SIDE, moves: Number(moves) }),
      );
      sliders.push(...times.map(({ name, ms }) => ({ lab, ...row(name, ms) })));
    }
    printTable(sliders);
    const sizes = bundleSizes();
    printTable(sizes);
    const result = { machine: machine(browser.version()), side: SIDE, first, sliders, sizes };
    saveResult('lesson', result);
    saveText('lesson.md', report(result));
  } finally {
    await browser.close();
    await server.close();
  }
}

function row(what, values) {
  return { what, median: median(values), worst: Math.max(...values), times: values.length };
}
