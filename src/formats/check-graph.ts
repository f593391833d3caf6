/**
 * Checks the layer graph of a model config before tfjs-layers builds it: tfjs-layers' `Container.fromConfig` loops
 * forever on layers whose inputs never become available, which freezes the page. Works on plain JSON.
 */
import { PupilaError } from '../core/errors';
import { type Message, message } from '../core/message';
import type { Json } from '../models/layers/row';

/** Maximum length of an invalid node in an error message, in characters. */
const MAX_NODE_CHARACTERS = 80;

/** One input of a call: the layer that produces it, and the index of that layer's call. */
interface Source {
  layer: string;
  call: number;
}

/** Connection state of a layer. */
interface Wiring {
  /** Number of calls that have outputs. */
  connected: number;
  /** Inputs of each call that is not connected yet. */
  waiting: Source[][];
}

/**
 * Checks a model config and every nested model.
 *
 * @param config `{class_name, config}` in the form of tfjs-layers, or any value that contains such objects.
 * @throws {PupilaError} 'bad-model' for a cycle (naming its layers), inputs from layers or calls that do not exist, and
 * duplicate names.
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
    if (wirings.has(name))
      throw badModel(message`Each layer of a model must have its own name.`, `layer=${name}`);
    const nodes = inboundNodesOf(layer);
    if (!Array.isArray(nodes))
      throw badModel(message`A layer must have a list of inbound nodes.`, `layer=${name}`);
    const waiting = nodes.map((node) => sourcesOf(node, name)).filter((sources) => sources.length > 0);
    wirings.set(name, { connected: startsConnected(layer) ? 1 : 0, waiting });
  }
  while (connectOnce(wirings));
  for (const [name, { waiting }] of wirings) if (waiting.length > 0) throw connectionError(name, wirings);
}

/** Connects every call whose inputs are available. @returns Whether any call was connected. */
function connectOnce(wirings: ReadonlyMap<string, Wiring>): boolean {
  let hasProgress = false;
  for (const wiring of wirings.values()) {
    const waiting = wiring.waiting.filter(
      (sources) => !sources.every((source) => isAvailable(source, wirings)),
    );
    hasProgress ||= waiting.length < wiring.waiting.length;
    wiring.connected += wiring.waiting.length - waiting.length;
    wiring.waiting = waiting;
  }
  return hasProgress;
}

function isAvailable({ layer, call }: Source, wirings: ReadonlyMap<string, Wiring>): boolean {
  return call < (wirings.get(layer)?.connected ?? 0);
}

/**
 * Returns why a layer cannot be connected. Follows missing inputs from layer to layer until one repeats or does not
 * exist.
 */
function connectionError(start: string, wirings: ReadonlyMap<string, Wiring>): PupilaError {
  const path: string[] = [];
  for (let name = start; ;) {
    const first = path.indexOf(name);
    if (first >= 0) {
      const cycle = [...path.slice(first), name].join(' ← ');
      return badModel(message`The layers of a model must not form a cycle.`, cycle);
    }
    path.push(name);
    const { waiting } = wirings.get(name) as Wiring;
    const source = waiting.flat().find((each) => !isAvailable(each, wirings)) as Source;
    const from = wirings.get(source.layer);
    const received = `layer=${name}, input=${source.layer}`;
    if (!from) return badModel(message`The inputs of a layer must come from layers of its model.`, received);
    if (from.connected + from.waiting.length <= source.call)
      return badModel(
        message`The inputs of a layer must come from calls that exist.`,
        `${received}, call=${source.call}`,
      );
    name = source.layer;
  }
}

/** Whether a layer has outputs without a call: true for input layers and nested models. */
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
    throw badModel(
      message`A layer must have only one name.`,
      `name=${JSON.stringify(name)}, config.name=${JSON.stringify(inner)}`,
    );
  return name;
}

/** tfjs-layers accepts both spellings. */
function inboundNodesOf(layer: unknown): unknown {
  const { inbound_nodes, inboundNodes } = (layer ?? {}) as Json;
  return inbound_nodes ?? inboundNodes;
}

function badNode(layer: string, node: unknown): PupilaError {
  const rule = message`An inbound node must be [layer, call, output, arguments].`;
  return badModel(rule, `layer=${layer}, node=${String(JSON.stringify(node)).slice(0, MAX_NODE_CHARACTERS)}`);
}

function badModel(rule: Message, received: string): PupilaError {
  return new PupilaError('bad-model', message`${rule} Received: ${received}`);
}
