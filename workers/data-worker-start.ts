/**
 * The first file of a data worker. It is small, so that the main thread watches over the worker before the rest is loaded:
 * decoders are some hundred kilobytes.
 */
import { assetProblem } from '../src/assets/asset-url';
import { holdLife, sayReady } from '../src/protocol/life';
import { addressOf } from './asset-addresses';

const rest = addressOf('workers/data-worker.js');

holdLife()
  .then(() => import(rest) as Promise<unknown>)
  .then(sayReady, async (error: unknown) => {
    const problem = assetProblem(rest, await fetch(rest).catch(() => null));
    // The page's `error` event of this worker.
    reportError(problem ? new Error(problem) : error);
  });
