/**
 * Entry file of a data worker. It is small, so that the main thread can watch the worker before the rest loads: the
 * decoders are a few hundred kilobytes.
 */
import { assetProblem } from '../src/assets/asset-problem';
import { holdLifeLock, reportReady } from '../src/protocol/life';
import { addressOf } from './asset-addresses';

const rest = addressOf('workers/data-worker.js');

holdLifeLock()
  .then(() => import(rest) as Promise<unknown>)
  .then(reportReady, async (error: unknown) => {
    const problem = assetProblem(rest, await fetch(rest).catch(() => null));
    // Fires the worker's `error` event on the page.
    reportError(problem ? new Error(problem.text) : error);
  });
