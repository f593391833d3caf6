/** `pupila info`. */
import { Command } from 'commander';
import type { BackendChoice } from '../options/training-options';
import type { Gpu } from '../headless/browser';
import { findBrowser } from '../headless/find-browser.js';
import { info } from '../headless/tasks';
import { interruptible, printStopping } from './interrupt';
import { addGpu } from './gpu-option';
import { addTableOptions } from './table-options';

/** Returns the command for the program. */
export function infoCommand(): Command {
  const command = new Command('info').description(
    'show what the browser has (backends, adapter, SIMD, threads), and which backend Pupila chooses',
  );
  return addGpu(addTableOptions(command, 'info')).action(run);
}

async function run({ backend = 'auto', gpu }: { backend?: BackendChoice; gpu: Gpu }): Promise<void> {
  const report = await interruptible(printStopping, (signal) => info({ backend, gpu, signal }));
  const yes = (value: boolean): string => (value ? 'yes' : 'no');
  const { adapter } = report;
  const lines = {
    backend: `${report.backend} · ${report.reason}`,
    'WebGPU adapter': adapter ? `${adapter.name}${adapter.software ? ' (software)' : ''}` : 'none',
    'WebAssembly SIMD': yes(report.simd),
    'relaxed SIMD': yes(report.relaxedSimd),
    threads: `${report.threads} of ${report.cores} cores · cross-origin isolated: ${yes(report.crossOriginIsolated)}`,
    browser: `${findBrowser()} · ${report.userAgent}`,
  };
  for (const [name, value] of Object.entries(lines)) process.stdout.write(`${name.padEnd(18)}${value}\n`);
}
