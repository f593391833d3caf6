/**
 * Checks how the layers of a model config are wired before tfjs-layers builds it: its loader tries again and again to
 * connect layers whose inputs never come (`Container.fromConfig`), which freezes the page. Pure JSON.
 */
import { PupilaError } from '../core/errors';
import type { Json } from './keras-config';

/** Characters of a broken node that a message shows. */
const LONGEST = 80;

/** One input of a call: the layer that it comes from, and which call of it. */
interface Source {
  layer: string;
  call: number;
}

/** A layer with what has to be connected yet. */
interface Wiring {
  /** Calls that have outputs. */
  connected: number;
  /** The inputs of each other call. */
  waiting: Source[][];
}

/**
 * Checks a model config, and every model inside of it.
 *
 * @param config `{class_name, config}` as tfjs-layers reads it, or anything that contains some.
 * @throws {PupilaError} 'bad-model' for layers in a circle (naming them), inputs from layers or calls that do not
 * exist, names that are used twice.
 */
export function checkGraph(config: unknown): void {
  if (typeof config !== 'object' || config === null) return;
  const { layers } = config as Json;
  const hasGraph = Array.isArray(layers) && layers.some((layer) => inboundNodesOf(layer) !== undefined);
  if (hasGraph) checkLayers(layers as Json[]);
  Object.values(config).forEach(checkGraph);
}

function checkLayers(layers: readonly Json[]): void {
  const wirings = new Map<string, Wiring>();
  for (const layer of layers) {
    const name = nameOf(layer);
    if (wirings.has(name)) throw bad('Each layer of a model has a name of its own.', `layer=${name}`);
    const nodes = inboundNodesOf(layer);
    if (!Array.isArray(nodes)) throw bad('A layer has a list of inbound nodes.', `layer=${name}`);
    const waiting = nodes.map((node) => sourcesOf(node, name)).filter((sources) => sources.length > 0);
    wirings.set(name, { connected: startsConnected(layer) ? 1 : 0, waiting });
  }
  while (connectOnce(wirings));
  for (const [name, { waiting }] of wirings) if (waiting.length > 0) throw stuck(name, wirings);
}

/** Connects every call whose inputs are there. @returns Whether there was one. */
function connectOnce(wirings: ReadonlyMap<string, Wiring>): boolean {
  let isChanged = false;
  for (const wiring of wirings.values()) {
    const waiting = wiring.waiting.filter((sources) => !sources.every((source) => isThere(source, wirings)));
    isChanged ||= waiting.length < wiring.waiting.length;
    wiring.connected += wiring.waiting.length - waiting.length;
    wiring.waiting = waiting;
  }
  return isChanged;
}

function isThere({ layer, call }: Source, wirings: ReadonlyMap<string, Wiring>): boolean {
  return call < (wirings.get(layer)?.connected ?? 0);
}

/** Why a layer cannot be connected: goes from each layer to one that it waits for, until one comes again. */
function stuck(start: string, wirings: ReadonlyMap<string, Wiring>): PupilaError {
  const path: string[] = [];
  for (let name = start; ;) {
    const first = path.indexOf(name);
    if (first >= 0) {
      const circle = [...path.slice(first), name].join(' ← ');
      return bad('The layers of a model must not form a circle.', circle);
    }
    path.push(name);
    const { waiting } = wirings.get(name) as Wiring;
    const source = waiting.flat().find((each) => !isThere(each, wirings)) as Source;
    const from = wirings.get(source.layer);
    const received = `layer=${name}, input=${source.layer}`;
    if (!from) return bad('The inputs of a layer come from layers of its model.', received);
    if (from.connected + from.waiting.length <= source.call)
      return bad('The inputs of a layer come from calls that exist.', `${received}, call=${source.call}`);
    name = source.layer;
  }
}

/** An input layer and a model have outputs before they are called. */
function startsConnected(layer: Json): boolean {
  const config = layer['config'] as Json | undefined;
  return (layer['class_name'] ?? layer['className']) === 'InputLayer' || Array.isArray(config?.['layers']);
}

function sourcesOf(node: unknown, layer: string): Source[] {
  if (!Array.isArray(node)) throw badNode(layer, node);
  return node.map((input: unknown) => {
    const [name, call, output] = Array.isArray(input) ? (input as unknown[]) : [];
    if (typeof name !== 'string' || !isIndex(call) || !isIndex(output)) throw badNode(layer, input);
    return { layer: name, call };
  });
}

const isIndex = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function nameOf(layer: Json): string {
  const inner = (layer['config'] as Json | undefined)?.['name'];
  const name = layer['name'] ?? inner;
  if (typeof name !== 'string' || (inner !== undefined && inner !== name))
    throw bad('A layer has one name.', `name=${JSON.stringify(name)}, config.name=${JSON.stringify(inner)}`);
  return name;
}

/** tfjs-layers reads both spellings. */
function inboundNodesOf(layer: unknown): unknown {
  const { inbound_nodes, inboundNodes } = (layer ?? {}) as Json;
  return inbound_nodes ?? inboundNodes;
}

function badNode(layer: string, node: unknown): PupilaError {
  const rule = 'An inbound node lists [layer, call, output, arguments].';
  return bad(rule, `layer=${layer}, node=${String(JSON.stringify(node)).slice(0, LONGEST)}`);
}

function bad(rule: string, received: string): PupilaError {
  return new PupilaError('bad-model', `${rule} Received: ${received}`);
}
