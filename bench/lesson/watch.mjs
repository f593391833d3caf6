/** Functions that run in the lesson's page. Each is serialized on its own, and may use only the helpers of `watch`. */
/* global document, performance, Event, MessageChannel, requestAnimationFrame, setTimeout */

/** Runs before the page's scripts: defines helpers for the other functions. */
export function watch() {
  const painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      }),
    );
  const until = async (found) => {
    for (;;) {
      const value = found();
      if (value) return value;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  /** Hash of the pixels of the lab's canvases. */
  const seen = (root) => {
    let sum = 0;
    for (const canvas of root.querySelectorAll('canvas')) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i++) sum = (sum * 31 + data[i]) >>> 0;
    }
    return sum;
  };
  globalThis.lesson = { painted, until, seen };
}

/**
 * Clicks "Sobel y" as soon as the button exists. When the result is painted, compares it with a convolution of the image
 * that is shown.
 *
 * @returns Times in ms since the start of the navigation.
 */
export async function firstLab() {
  const { painted, until } = globalThis.lesson;
  const root = await until(() => document.querySelector('pupila-convolution-lab')?.shadowRoot);
  const button = await until(() =>
    [...root.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === 'Sobel y'),
  );
  button.click();
  const lab = root.host;
  await lab.updateComplete;
  const time = await painted();
  const [source, result] = [...root.querySelectorAll('canvas')].map((canvas) => ({
    width: canvas.width,
    height: canvas.height,
    data: canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data,
  }));
  const at = ({ data, width }, row, column) => data[4 * (row * width + column)];
  const SOBEL_Y = [-1, -2, -1, 0, 0, 0, 1, 2, 1];
  const { width, height } = result;
  const sums = [];
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      let sum = 0;
      SOBEL_Y.forEach((weight, i) => {
        sum += weight * at(source, row + Math.floor(i / 3) - 1, column + (i % 3) - 1);
      });
      sums.push([sum, at(result, row, column)]);
    }
  }
  const scale = root.querySelector('.scale span:last-of-type').textContent;
  const limit = Number(scale.replace(/\./g, '').replace(',', '.'));
  // Image and result are shown as integer grey levels, so a sum of eight of them is off by at most four.
  const off = sums.filter(
    ([sum, grey]) => Math.abs((sum / limit + 1) * 127.5 - grey) > (127.5 * 5) / limit + 1.5,
  );
  if (off.length > 0 || limit < 100)
    throw new Error(`${off.length} pixels are not Sobel y's; the scale is ${scale}`);
  const [content] = performance.getEntriesByName('first-contentful-paint');
  return { content: content.startTime, lab: time };
}

/**
 * Moves every slider, or selects every choice, of the visible lab on an image of `side` × `side`.
 *
 * @returns For each control, the time in ms from each event to the paint of its result.
 */
export async function controlTimes({ controls, side, moves }) {
  const { painted, until, seen } = globalThis.lesson;
  const lab = await until(() => {
    const found = document.querySelector('main .labs > *');
    return found?.updateComplete && found;
  });
  lab.side = side;
  await lab.updateComplete;
  const root = lab.shadowRoot;
  for (const details of root.querySelectorAll('details')) details.open = true;
  const all = [];
  for (const control of root.querySelectorAll(controls)) {
    const name = control.closest('label').textContent.trim().split('\n')[0].trim();
    const start = control.value;
    const choices = control.options && [...control.options].map(({ value }) => value);
    const set = (value) => {
      control.value = value;
      const type = choices ? 'change' : 'input';
      control.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
      return lab.updateComplete;
    };
    const values = choices ?? places(control, moves);
    // Reading the pixels takes time. The first loop verifies the changes; the second repeats them and is timed.
    let [changed, before] = [0, ''];
    for (let i = 1; i <= values.length; i++) {
      await set(values[i % values.length]);
      const shown = `${seen(root)} ${root.textContent}`;
      if (shown !== before) changed++;
      before = shown;
    }
    if (changed < values.length / 2)
      throw new Error(`${name} changed what is shown ${changed} times in ${values.length}`);
    const ms = [];
    for (let i = 1; i <= moves; i++) {
      await painted();
      const began = performance.now();
      await set(values[i % values.length]);
      ms.push((await painted()) - began);
    }
    all.push({ name, ms });
    await set(start);
  }
  return all;

  /** Values over the whole slider in a shuffled order. */
  function places({ min, max, step }, count) {
    const [low, high, unit] = [min, max, step].map(Number);
    return Array.from({ length: count }, (_, i) => {
      const place = low + ((high - low) * ((i * 7) % count)) / count;
      return String(Math.round(place / unit) * unit);
    });
  }
}
