/** Generates `bench/results/lesson.md`. */
const ms = (value) => value.toFixed(0);
const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

export function report({ machine, side, first, sliders, sizes }) {
  const { cpu, cores, memoryGiB, browser, node } = machine;
  const names = {
    content: 'first content (first-contentful-paint)',
    lab: 'the first lab responds to a click',
  };
  return `# The lesson as its readers experience it

${cpu}, ${cores} cores, ${memoryGiB} GiB, ${browser} (headless, no GPU), Node ${node}; \`npm run bench -- lesson\`.

## Cold, from localhost

Time from the start of navigation, in a new context each time. "Sobel y" is clicked as soon as the button exists; the
result is compared with a plain convolution of the image. Targets: 1,000 and 2,000.

${table(
  ['', 'median ms', 'worst ms', 'loads'],
  first.map((row) => [names[row.what], ms(row.median), ms(row.worst), row.times]),
)}

## Sliders and choices at ${side} × ${side}

Time from the control's event until the result is painted, including up to 17 ms for a frame. Target: 50. The data
augmentation sheet has images of 100 × 100.

${table(
  ['lab', 'control', 'median ms', 'worst ms', 'moves'],
  sliders.map((row) => [row.lab, row.what, ms(row.median), ms(row.worst), row.times]),
)}

## What is loaded

Bytes of the scripts in \`dist/browser\`, including their static imports (\`scripts/bundle-sizes.mjs\`).

${table(
  ['entry', 'bytes', 'gzip', 'limit', 'gzip limit'],
  sizes.map(({ entry, bytes, gzip, limit, gzipLimit }) => [entry, bytes, gzip, limit, gzipLimit]),
)}
`;
}
