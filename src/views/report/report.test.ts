import { describe, expect, it } from 'vitest';
import { type ReportData, reportHtml } from './report';

const RUN: ReportData = {
  title: 'Pupila: pets',
  history: { loss: [0.7], accuracy: [0.5] },
  steps: { loss: [0.7], accuracy: [0.5] },
  facts: { parameters: 5352281, backend: 'wasm', threads: 2, medianStepMs: 71.19999999925494 },
  options: {
    backend: 'auto',
    seed: 4294967295,
    threads: null,
    workers: null,
    augmentation: { rescale: 1 / 255 },
  },
  samples: [],
  warnings: [],
};

/** Returns the rows of the table: [name, value]. */
const rowsOf = (data: ReportData): string[][] =>
  [...reportHtml(data).matchAll(/<tr><td>(.*?)<\/td><td>(.*?)<\/td><\/tr>/g)].map((match) => match.slice(1));

describe('reportHtml', () => {
  it('shows the facts, then the other options', () => {
    expect(rowsOf(RUN)).toEqual([
      ['parameters', '5352281'],
      ['backend', 'wasm'],
      ['threads', '2'],
      ['medianStepMs', '71.2'],
      ['seed', '4294967295'],
      ['augmentation', '{&quot;rescale&quot;:0.003922}'],
    ]);
  });

  it('shows a run whose loss is not a number', () => {
    const image = 'data:,';
    const html = reportHtml({
      ...RUN,
      history: { loss: [1e30, NaN], accuracy: [0.5, 0.5] },
      steps: { loss: [NaN, Infinity], accuracy: [0.5, 0.5] },
      samples: [{ filename: 'a.png', label: 'cats', predicted: 'cats', probability: NaN, image }],
    });
    expect(html).toContain('<span class="wrong">not a number</span>');
    expect(html).toContain('>1.0e30</text>');
    expect(html).not.toMatch(/(points|x|y|cx|cy)\d?="[^"]*(NaN|Infinity)/);
  });

  it('escapes file names', () => {
    expect(reportHtml({ ...RUN, title: '<b>', warnings: ['a & b'] })).toContain('<h1>&lt;b&gt;</h1>');
  });
});
