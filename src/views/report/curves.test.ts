import { describe, expect, it } from 'vitest';
import { chartSvg, escapeXml } from './curves';

describe('chartSvg', () => {
  const svg = chartSvg(
    [
      { label: 'loss', values: [1, 0.5, 0], color: 'teal' },
      { label: 'a <b>', values: [null, 2, Number.NaN], color: 'tomato' },
    ],
    { title: 'Loss', xLabel: 'epoch', width: 160, height: 154 },
  );

  it('puts values at their position: 1 of 0..2 is half-way up', () => {
    expect(svg).toContain('points="46.0,80.0 96.0,105.0 146.0,130.0"');
  });

  it('leaves gaps out and escapes labels', () => {
    expect(svg).toContain('points="96.0,30.0"');
    expect(svg).toContain('a &lt;b&gt;');
    expect(svg).not.toContain('NaN,');
  });

  it('is read with the last values that are numbers', () => {
    expect(svg).toContain('aria-label="Loss: loss 0.0000"');
  });

  it('names the curves beside the title, unless the page does', () => {
    const curves = [{ label: 'loss', values: [1], color: 'teal' }];
    const names = (legend?: boolean) =>
      chartSvg(curves, { title: 'Loss', xLabel: 'epoch', ...(legend !== undefined && { legend }) });
    expect(names()).toContain('>loss</text>');
    expect(names(false)).not.toContain('>loss</text>');
  });

  it('draws 200,000 steps', () => {
    const values = Array.from({ length: 200_000 }, (_, i) => 1 / (i + 1));
    const long = chartSvg([{ label: 'loss', values, color: 'teal' }], { title: 'Loss', xLabel: 'step' });
    expect(long.match(/<polyline/g)).toHaveLength(1);
  });

  it('tells a screen reader where the curves end', () => {
    expect(svg).toContain('aria-label="Loss: loss 0.0000');
  });
});

it('formats values apart from epochs', () => {
  const curves = [{ label: 'accuracy', values: [0.5, 0.719], color: 'teal' }];
  const formatValue = (value: number) => `${Math.round(1000 * value) / 10}%`;
  const svg = chartSvg(curves, { title: 'Accuracy', xLabel: 'epoch', yRange: [0, 1], formatValue });
  expect(svg).toContain('aria-label="Accuracy: accuracy 71.9%"');
  expect(svg).toContain('text-anchor="end">25%</text>');
  expect(svg).toContain('text-anchor="middle">2</text>');
});

describe('escapeXml', () => {
  it('escapes every special character', () => {
    expect(escapeXml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
  });
});
