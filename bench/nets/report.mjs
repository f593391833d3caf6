/** Formats the results of `npm run bench -- nets` as Markdown: a table, and whether each requirement is met. */
import { machineLine, percent, tableOf } from '../support/markdown.mjs';

/** Limits of Pupila's time / the best other system's: the geometric mean of all networks, and each network. */
const REQUIRED = { mean: 1, each: 1.5 };
const AIM = 0.7;

/** The same result with the times of Pupila in pages in place of those of the command line. */
export const inPages = (network) => {
  const [headless, pages, ...others] = network.systems;
  return { ...network, systems: [pages, headless, ...others] };
};

/** Pupila's time / the best other system's; null without one. */
export function ratioToBest({ systems: [ours, , ...others] }) {
  return others.length === 0 ? null : ours.ms / Math.min(...others.map(({ ms }) => ms));
}

/** Geometric mean of `ratioToBest` over all networks; null without other systems. */
export function geometricMean(networks) {
  const ratios = networks.map(ratioToBest);
  if (ratios.includes(null)) return null;
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

/** One row for each network. */
export function rowsOf(networks) {
  return networks.map((network) => {
    const { title, batch, side, path, flop, peak, systems } = network;
    const [ours, pages, ...others] = systems;
    const ratios = others.map(({ system, ms }) => [`/ ${system}`, ours.ms / ms]);
    return {
      network: title,
      batch: `${batch} × ${side}²`,
      path,
      ms: ours.ms,
      'in pages': pages.ms,
      'share of peak': percent(flop / pages.ms / 1e6 / peak),
      ...Object.fromEntries(ratios),
      ...(others.length > 0 && {
        '/ best': ratioToBest(network),
        'pages / best': ratioToBest(inPages(network)),
      }),
    };
  });
}

function verdicts(networks) {
  const mean = geometricMean(networks);
  if (mean === null) return '- Not compared: no Python here has PyTorch or Keras on TensorFlow.';
  const ratios = networks.map((network) => ({ title: network.title, ratio: ratioToBest(network) }));
  const worst = ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const above = ratios.filter(({ ratio }) => ratio > REQUIRED.each).map(({ title }) => title);
  const met = (isMet) => `**${isMet ? 'met' : 'not met'}**`;
  return [
    `- Geometric mean of Pupila / best other at most ${REQUIRED.mean.toFixed(1)}: ${met(mean <= REQUIRED.mean)} ` +
      `(${mean.toFixed(2)}); aim ${AIM}: ${met(mean <= AIM)}.`,
    `- No network above ${REQUIRED.each}: ${met(above.length === 0)} (worst: ${worst.title}, ` +
      `${worst.ratio.toFixed(2)}${above.length > 0 ? `; above: ${above.join(', ')}` : ''}).`,
    `- In pages, where the browser computes on 128 bits: geometric mean ${geometricMean(networks.map(inPages)).toFixed(2)}.`,
  ].join('\n');
}

/** A sentence on how far the compared steps were from each other. */
function proofSentence(networks) {
  const proofs = networks.flatMap((network) => network.proofs);
  if (proofs.length === 0) return 'No other system was there to compare results with.';
  const worst = (who) => Math.max(...proofs.map((proof) => proof[who].gradient)).toExponential(1);
  return (
    "Before a network was timed, loss and all gradients of a step without dropout were compared with the others' in " +
    `float64: largest difference ${worst('mine')} of a gradient's length; the others' own float32: ${worst('theirs')}.`
  );
}

export function markdown({ machine, threads, rounds, seconds, systems, networks }) {
  return `# A training step of ten networks

${machineLine(machine)} Written by \`npm run bench -- nets\` in ${(seconds / 60).toFixed(1)} minutes, alternating between
all systems: ${['Pupila', ...systems].join('; ')}. All use ${threads} threads, float32 and Adam. \`ms\` is Pupila's
median of the steps in ${rounds} rounds as the command line runs, on 256 bits, and \`in pages\` is that of a page; ratios are Pupila's time / another system's. The share of the peak, in pages, counts the
dense arithmetic, whether it is computed or skipped; the peak is that of the kernels' own register tile on 128 bits.
${proofSentence(networks)}

${verdicts(networks)}

${tableOf(rowsOf(networks))}

Milliseconds of a step, medians:

${tableOf(networks.map(({ title, systems: all }) => ({ network: title, ...Object.fromEntries(all.map(({ system, ms }) => [system, ms])) })))}
`;
}
