/** The page that trains before your eyes: a view on one `TrainingSession`, through the public API only. */
import { type DataSource, TrainingSession, chartSvg } from '../src/index';
import type { DatasetInfo, FitResult, StepEvent } from '../src/index';
import { type Locale, WORDS, initialLocale } from './words';

const TRAINING = '#0d9488';
const VALIDATION = '#e8590c';
const BUILTIN = 'drawn_cats_and_dogs.zip';
const SHOWN = 12;

const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const inputs = { epochs: 'epochs', batchSize: 'batch-size', seed: 'seed' } as const;

let locale: Locale = initialLocale();
let session: TrainingSession | null = null;
let dropped: File | null = null;
let history: Record<string, number[]> = {};
let steps: StepEvent[] = [];
let drawn = 0;
let dataset: DatasetInfo | null = null;
let reason = '';

function words() {
  return WORDS[locale];
}

function translate(): void {
  const w = words();
  document.documentElement.lang = locale;
  const texts: Record<string, string> = {
    lead: w.lead,
    'data-title': w.dataTitle,
    'builtin-label': w.builtin,
    'file-label': w.file,
    'url-label': w.url,
    'drop-label': dropped?.name ?? w.drop,
    'settings-title': w.settingsTitle,
    'epochs-label': w.epochs,
    'batch-label': w.batch,
    'size-label': w.size,
    'seed-label': w.seed,
    'backend-label': w.backend,
    start: w.start,
    pause: session?.state === 'paused' ? w.resume : w.pause,
    stop: w.stop,
    'results-title': w.results,
    'own-label': w.own,
  };
  for (const [id, text] of Object.entries(texts)) byId(id).textContent = text;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-locale]')) {
    button.setAttribute('aria-pressed', String(button.dataset['locale'] === locale));
  }
  showState();
  showFacts();
  drawCharts();
}

function showState(message?: string): void {
  const w = words();
  const state = session?.state ?? 'idle';
  const active = state === 'running' || state === 'paused';
  byId<HTMLButtonElement>('start').disabled = active || state === 'preparing';
  byId<HTMLButtonElement>('pause').disabled = !active;
  byId<HTMLButtonElement>('stop').disabled = !active;
  byId('pause').textContent = state === 'paused' ? w.resume : w.pause;
  const texts: Record<string, string> = { ...w, idle: w.ready, ready: w.running };
  byId('status').classList.toggle('error', state === 'failed');
  if (message !== undefined || state !== 'failed') byId('status').textContent = message ?? texts[state] ?? '';
}

const chosenSource = () => new FormData(byId<HTMLFormElement>('form')).get('source');
const isBuiltin = () => chosenSource() === 'builtin';

function chosenData(): DataSource | string {
  const kind = chosenSource();
  if (isBuiltin()) return { kind: 'url', url: new URL(BUILTIN, location.href).href };
  if (kind === 'file')
    return dropped ? { kind: 'archive', blob: dropped, name: dropped.name } : words().chooseFile;
  const url = byId<HTMLInputElement>('url').value.trim();
  return url ? { kind: 'url', url: new URL(url, location.href).href } : words().chooseUrl;
}

async function start(): Promise<void> {
  const data = chosenData();
  if (typeof data === 'string') return showState(data);
  session?.dispose();
  session = null;
  history = {};
  steps = [];
  byId('results').hidden = true;
  byId('warnings').replaceChildren();
  byId('own-result').textContent = '';
  dataset = null;
  reason = '';
  byId('facts').textContent = '';
  const side = Number(byId<HTMLInputElement>('target-size').value);
  let current: TrainingSession | null = null;
  try {
    const numbers = Object.entries(inputs).map(([name, id]) => [
      name,
      Number(byId<HTMLInputElement>(id).value),
    ]);
    session = current = new TrainingSession({
      data,
      options: {
        ...Object.fromEntries(numbers),
        // The course's number of steps: several rounds of these few pictures.
        ...(isBuiltin() && { stepsPerEpoch: 16 }),
        targetSize: [side, side],
        backend: byId<HTMLSelectElement>('backend').value as 'auto',
      },
    });
    listen(current);
    await showResults(current, await current.train());
  } catch (error) {
    // Another run has begun; this one was disposed of for it.
    if (session !== current) return;
    const text = `${words().failed} ${(error as Error).message}`;
    if (session && session.state !== 'failed') session.dispose();
    byId('status').classList.add('error');
    byId('status').textContent = text;
  }
}

function listen(current: TrainingSession): void {
  const { events } = current;
  events.on('state', () => showState());
  events.on('fetch', ({ loaded, total }) => {
    byId<HTMLProgressElement>('progress').value = total > 0 ? loaded / total : 0;
  });
  events.on('dataset', (info) => {
    dataset = info;
    showFacts();
    byId('warnings').replaceChildren(...info.warnings.map((text) => element('li', text)));
  });
  events.on('backend', (report) => {
    reason = report.reason;
    showFacts();
  });
  events.on('step', (event) => {
    steps.push(event);
    const { epochs } = current.options;
    const total = epochs * event.stepsPerEpoch;
    byId<HTMLProgressElement>('progress').value = steps.length / total;
    showNumbers(event, total, epochs);
    if (performance.now() - drawn > 250) drawCharts();
  });
  events.on('epoch', ({ logs }) => {
    for (const [key, value] of Object.entries(logs)) (history[key] ??= []).push(value);
    drawCharts();
  });
}

function showFacts(): void {
  if (!dataset) return;
  const { name, classes, training, validation } = dataset;
  const w = words();
  const counts = `${training.samples} ${w.training}, ${validation?.samples ?? 0} ${w.validation}`;
  byId('facts').textContent = [`${name}: ${counts}`, classes.join(', '), reason].filter(Boolean).join(' · ');
}

function showNumbers(event: StepEvent, total: number, epochs: number): void {
  const w = words();
  const recent = steps.slice(-10);
  const seconds = recent.reduce((sum, { ms, waitMs }) => sum + ms + waitMs, 0) / 1000;
  const images = recent.reduce((sum, { size }) => sum + size, 0);
  const left = Math.round(((total - steps.length) * seconds) / recent.length);
  byId('numbers').textContent = [
    `${w.epoch} ${event.epoch + 1}/${epochs}`,
    `${w.step} ${event.step + 1}/${event.stepsPerEpoch}`,
    `${w.loss} ${event.loss.toFixed(4)}`,
    `${w.accuracy} ${(100 * event.accuracy).toFixed(1)} %`,
    `${(images / seconds).toFixed(1)} ${w.imagesPerSecond}`,
    `${left} s ${w.left}`,
  ].join(' · ');
}

function drawCharts(): void {
  drawn = performance.now();
  if (steps.length === 0) return;
  const w = words();
  const pair = (key: string) => [
    { label: w.training, values: history[key] ?? [], color: TRAINING },
    { label: w.validation, values: history[`val_${key}`] ?? [], color: VALIDATION },
  ];
  const single = (key: 'loss' | 'accuracy') => [
    { label: w.training, values: steps.map((event) => event[key]), color: TRAINING },
  ];
  const range = { yRange: [0, 1] as const };
  byId('charts').innerHTML = [
    chartSvg(single('loss'), { title: w.loss, xLabel: w.step }),
    chartSvg(single('accuracy'), { title: w.accuracy, xLabel: w.step, ...range }),
    chartSvg(pair('loss'), { title: w.loss, xLabel: w.epoch }),
    chartSvg(pair('accuracy'), { title: w.accuracy, xLabel: w.epoch, ...range }),
  ].join('');
}

async function showResults(current: TrainingSession, { steps: done }: FitResult): Promise<void> {
  if (done.loss.length === 0) return;
  const { dataset } = await current.prepare();
  const part = dataset.validation ? 'validation' : 'training';
  const { samples, labels, filenames } = dataset.validation ?? dataset.training;
  const indices = Array.from({ length: Math.min(SHOWN, samples) }, (_, i, n = Math.min(SHOWN, samples)) =>
    Math.floor(((i + 0.5) * samples) / n),
  );
  const { probabilities, classes } = await current.predict(part, indices);
  const figures = indices.map(async (index, i) => {
    const figure = document.createElement('figure');
    const right = labels[index] === classes[i];
    const name = dataset.classes[classes[i] as number] as string;
    const percent = (100 * ((probabilities[i] as Float32Array)[classes[i] as number] as number)).toFixed(1);
    const caption = element('figcaption', `${name} ${percent} %`, right ? 'right' : 'wrong');
    figure.append(toCanvas(await current.picture(part, index), filenames[index] as string), caption);
    return figure;
  });
  byId('predictions').replaceChildren(...(await Promise.all(figures)));
  byId('results').hidden = false;
}

async function predictOwn(file: File): Promise<void> {
  if (!session) return;
  try {
    const { dataset } = await session.prepare();
    const { probabilities } = await session.predictFile(file, file.name);
    const row = probabilities[0] as Float32Array;
    const all = dataset.classes.map((name, i) => `${name} ${(100 * (row[i] as number)).toFixed(1)} %`);
    byId('own-result').textContent = `${file.name}: ${all.join(' · ')}`;
  } catch (error) {
    byId('own-result').textContent = (error as Error).message;
  }
}

function toCanvas(pixels: ImageData, label: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  return canvas;
}

function element(tag: string, text: string, className = ''): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  node.className = className;
  return node;
}

function chooseSource(): void {
  const kind = new FormData(byId<HTMLFormElement>('form')).get('source');
  byId('drop').hidden = kind !== 'file';
  byId('url').hidden = kind !== 'url';
}

function takeFile(file: File | undefined): void {
  if (!file) return;
  dropped = file;
  (document.querySelector('input[value="file"]') as HTMLInputElement).checked = true;
  chooseSource();
  translate();
}

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});
byId('form').addEventListener('change', chooseSource);
byId('pause').addEventListener('click', () =>
  session?.state === 'paused' ? session.resume() : session?.pause(),
);
byId('stop').addEventListener('click', () => session?.stop());
byId<HTMLInputElement>('file').addEventListener('change', ({ target }) =>
  takeFile((target as HTMLInputElement).files?.[0]),
);
byId<HTMLInputElement>('own').addEventListener('change', ({ target }) => {
  const file = (target as HTMLInputElement).files?.[0];
  if (file) void predictOwn(file);
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  takeFile(event.dataTransfer?.files[0]);
});
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-locale]')) {
  button.addEventListener('click', () => {
    locale = button.dataset['locale'] as Locale;
    localStorage.setItem('pupila-locale', locale);
    translate();
  });
}
translate();
