/**
 * A graph as kernels over named buffers. Each node is computed for the whole batch before the next one; gradients come in
 * the opposite order. Does not use the GPU.
 */
import { type Graph, type GraphNode, type Value } from '../../../plan/graph/graph';
import { useCounts } from '../../../plan/graph/passes';
import { scheduleOf } from '../../../plan/graph/schedule';
import { crossentropyKernel } from '../crossentropy';
import type { Program, ProgramInputs } from '../engine/program';
import { FLOAT, type Kernel, type Operand, whole } from '../kernel';
import { optimizerKernel } from '../optimizer';
import { unpackKernel } from '../unpack';
import { type Target, sum, volume } from './each-value';
import { GradientBuffers } from './gradient-buffers';
import { type GraphArrays, NodeContext, type Targets } from './node-context';
import { kernelsOfNode } from './node-kernels';

/** Compiles a graph to a program. */
export function makeGraphProgram(inputs: Omit<ProgramInputs, 'plan'> & { plan: Graph }): Program {
  const { plan: graph, loss, optimizer, weights, images, limits } = inputs;
  const { nodes } = graph;
  const buffers: GraphArrays['buffers'] = new Map();
  const declare = (name: string, values: number): Operand => {
    buffers.set(name, FLOAT * values);
    return whole(name);
  };
  const [{ shape: picture }, { shape: output }] = [nodes[0], nodes.at(-1)] as [GraphNode, GraphNode];
  const words = Math.ceil((images * volume(picture)) / FLOAT);
  const x = declare('x', FLOAT * words);
  const unpack = unpackKernel(volume(picture), declare('bytes', words), x);
  const values = [x];
  const arrays: GraphArrays = { nodes, values, buffers, weights, images, limits };
  const forward: Kernel[] = [];
  nodes.forEach((node, value) => {
    if (node.kind === 'input') return;
    if (node.kind === 'reshape') {
      values.push(values[node.inputs[0] as Value] as Operand);
      return;
    }
    values.push(declare(`y${value}`, images * volume(node.shape)));
    kernelsOfNode(node).forward(new NodeContext(arrays, value, forward));
  });
  declare('gradients', weights.trained.size);
  const units = output[2];
  const logits = values.at(-1) as Operand;
  const { backward, gradient } = gradientsOf(graph, arrays);
  const score = crossentropyKernel({
    ...{ loss, units, logits, gradient },
    labels: declare('labels', images * (units + 1)),
    results: whole('results'),
  });
  return {
    ...{ images, units, logits: logits.buffer, buffers, unpack, score, forward, backward },
    update: optimizerKernel(optimizer, weights.trained.size),
  };
}

/** The backward pass, and the gradient of the logits, which it starts from. */
function gradientsOf(graph: Graph, arrays: GraphArrays): { backward: Kernel[]; gradient: Operand } {
  const { nodes } = graph;
  const { needsGradient } = scheduleOf(graph);
  const uses = useCounts(graph);
  const buffers = new GradientBuffers();
  const sizeOf = (value: Value): number => arrays.images * volume((nodes[value] as GraphNode).shape);
  const last = nodes.length - 1;
  const gradient = buffers.take(sizeOf(last));
  const gradients = new Map<Value, Operand>([[last, gradient]]);
  const backward: Kernel[] = [];
  for (let value = last; value > 0; value--) {
    const dy = gradients.get(value);
    if (!dy || !needsGradient[value]) continue;
    const node = nodes[value] as GraphNode;
    let isPlaceFree = mayShare(node);
    const targets = node.inputs.map((input, i): Target | null => {
      if (!needsGradient[input]) return null;
      const written = gradients.get(input);
      if (written) return { to: written, adds: true };
      const isShared = isPlaceFree && uses[input] === 1 && (node.kind !== 'sum' || node.factors[i] === 1);
      if (isShared) isPlaceFree = false;
      const to = isShared ? dy : buffers.take(sizeOf(input));
      gradients.set(input, to);
      return { to, adds: false };
    });
    passOn(new NodeContext(arrays, value, backward), dy, targets);
    if (!targets.some((target) => target?.to.buffer === dy.buffer)) buffers.release(dy);
  }
  buffers.sizes.forEach((size, name) => arrays.buffers.set(name, FLOAT * size));
  return { backward, gradient };
}

/** Whether the gradient of an input may take the place of that of the node. */
function mayShare({ kind }: GraphNode): boolean {
  return ['normalization', 'activation', 'scaling', 'dropout', 'reshape', 'sum'].includes(kind);
}

function passOn(context: NodeContext, dy: Operand, targets: Targets): void {
  const { node } = context;
  if (node.kind !== 'reshape') return kernelsOfNode(node).backward(context, dy, targets);
  const [target] = targets;
  if (!target || target.to.buffer === dy.buffer) return;
  context.run((local) => sum(node.shape, [{ x: local(dy), factor: 1 }], { ...target, to: local(target.to) }));
}
