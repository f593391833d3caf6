/**
 * The first file of a data worker. It is small, so that the main thread watches over the worker before the rest is loaded:
 * decoders are some hundred kilobytes.
 */
import { holdLife, sayReady } from '../src/protocol/life';

void holdLife()
  .then(() => import('./data-worker'))
  .then(sayReady);
