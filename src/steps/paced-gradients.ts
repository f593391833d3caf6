/**
 * Gradients by tfjs's tape, in pieces between which other code runs. tfjs's own `variableGrads` computes forward and
 * backward pass in one call, which blocks the page and keeps every activation to the end.
 *
 * The tape and the stack of scopes are global state of tfjs. They are installed for the time of one piece and removed
 * after it, so nothing that runs between two pieces is recorded or freed by mistake.
 */
import {
  type Scalar,
  type Tensor,
  type TensorContainer,
  add,
  dispose,
  engine,
  keep,
  ones,
  tidy,
} from '@tensorflow/tfjs-core';
import type { TimeBudget } from '../training/yield';

type EngineState = ReturnType<typeof engine>['state'];
type TapeNode = EngineState['activeTape'][number];
type Saved = { readonly saved?: readonly Tensor[] };

/**
 * Runs work, then yields if the time budget is used up. Tensors that the work returns live until the computation that
 * the piece belongs to is over, unless they are disposed of earlier. Other tensors that it makes are disposed of.
 */
export type RunPiece = <T extends TensorContainer>(work: () => T) => Promise<T>;

/** When to yield, and what cancels the computation. */
export interface Pace {
  budget: TimeBudget;
  signal?: AbortSignal | undefined;
}

/**
 * `tidy` for work in pieces.
 *
 * @param compute Returns the tensors to keep.
 * @throws The signal's reason, at most one piece after it aborted.
 */
export async function pacedTidy(
  pace: Pace,
  compute: (piece: RunPiece) => Promise<Tensor[]>,
): Promise<Tensor[]> {
  const scope = new Scope(null);
  try {
    return (await compute(pieceIn(scope, pace))).map((tensor) => keep(tensor));
  } finally {
    scope.dispose();
  }
}

/**
 * Computes gradients in pieces: one for each that `compute` runs, then at least one for each input of each operation. Activations
 * are disposed of during the backward pass, as soon as the gradient of their operation is known.
 *
 * @param xs What the gradients are computed for: variables, or tensors that exist before.
 * @param compute Returns tensors, of which the first is the scalar whose gradients are computed.
 * @returns `values`: what `compute` returned; `gradients`: one for each of `xs`, null if the scalar does not depend on it.
 * @throws The signal's reason, at most one piece after it aborted. All tensors are disposed of, also on other errors.
 */
export async function pacedGradients<Values extends [Scalar, ...Tensor[]]>(
  xs: readonly Tensor[],
  pace: Pace,
  compute: (piece: RunPiece) => Promise<Values>,
): Promise<{ values: Values; gradients: (Tensor | null)[] }> {
  const tape: TapeNode[] = [];
  const scope = new Scope(tape);
  let values: Tensor[] = [];
  try {
    values = (await compute(pieceIn(scope, pace))).map((tensor) => keep(tensor));
    scope.dispose();
    const gradients = await backpropagate(tape, xs, values[0] as Scalar, pace);
    return { values: values as Values, gradients };
  } catch (error) {
    dispose(values);
    throw error;
  } finally {
    scope.dispose();
    tape.forEach(disposeSaved);
  }
}

function pieceIn(scope: Scope, { budget, signal }: Pace): RunPiece {
  return async (work) => {
    const result = scope.run(() => tidy(work));
    await budget.spend(signal);
    return result;
  };
}

/** A scope of tfjs's, and a tape, that are active only while `run` runs. */
class Scope {
  readonly #tape: TapeNode[] | null;
  readonly #scope: EngineState['activeScope'];

  /** @param tape Records the operations; null for none. */
  constructor(tape: TapeNode[] | null) {
    this.#tape = tape;
    const { state } = engine();
    this.#scope = { track: [], name: 'paced', id: state.nextScopeId++ };
  }

  run<T>(work: () => T): T {
    const { state } = engine();
    const { scopeStack, activeScope, activeTape, gradientDepth } = state;
    state.scopeStack = [this.#scope];
    state.activeScope = this.#scope;
    if (this.#tape) {
      state.activeTape = this.#tape;
      state.gradientDepth = 1;
    }
    try {
      return work();
    } finally {
      state.scopeStack = scopeStack;
      state.activeScope = activeScope;
      state.activeTape = activeTape;
      state.gradientDepth = gradientDepth;
    }
  }

  /** Disposes of the tensors that were made and not kept. */
  dispose(): void {
    for (const tensor of this.#scope.track.splice(0)) if (!tensor.kept) tensor.dispose();
  }
}

/** Walks the tape backward, and returns the gradient of `y` for each of `xs`. */
async function backpropagate(
  tape: readonly TapeNode[],
  xs: readonly Tensor[],
  y: Scalar,
  pace: Pace,
): Promise<(Tensor | null)[]> {
  const dependent = dependentOn(xs, tape);
  const gradients = new Map<number, Tensor>([[y.id, keep(ones(y.shape))]]);
  try {
    for (const node of [...tape].reverse()) {
      if (node.outputs.some(({ id }) => gradients.has(id)) && dependsOn(node, dependent))
        await backpropagateThrough(node, dependent, gradients, pace);
      disposeSaved(node);
    }
    return xs.map(({ id }) => gradients.get(id) ?? null);
  } catch (error) {
    dispose([...gradients.values()]);
    throw error;
  }
}

/** Replaces the gradients of a node's outputs by those of its inputs, in `gradients` by the ids of tensors. */
async function backpropagateThrough(
  node: TapeNode,
  dependent: ReadonlySet<number>,
  gradients: Map<number, Tensor>,
  { budget, signal }: Pace,
): Promise<void> {
  if (!node.gradient) throw new Error(`tfjs has no gradient of ${node.kernelName}.`);
  const { gradient, inputs, outputs } = node;
  // Some gradients share tensors that are computed first.
  const scope = new Scope(null);
  const outputGradients = outputs.map(({ id }) => gradients.get(id) ?? null);
  try {
    const inputGradients = scope.run(() => gradient(outputGradients as Tensor[]));
    await budget.spend(signal);
    for (const [name, input] of Object.entries(inputs)) {
      if (!dependent.has(input.id)) continue;
      // A clone, because an operation may return the gradient of its output, or one tensor for two inputs.
      const part = scope.run(() => keep(tidy(() => (inputGradients[name] as () => Tensor)().clone())));
      const sum = gradients.get(input.id);
      gradients.set(input.id, sum ? scope.run(() => keep(add(sum, part))) : part);
      if (sum) {
        sum.dispose();
        part.dispose();
      }
      await budget.spend(signal);
    }
  } finally {
    scope.dispose();
  }
  for (const { id } of outputs) {
    gradients.get(id)?.dispose();
    gradients.delete(id);
  }
}

/** The ids of tensors that are computed from `xs`, and theirs. */
function dependentOn(xs: readonly Tensor[], tape: readonly TapeNode[]): Set<number> {
  const dependent = new Set(xs.map(({ id }) => id));
  for (const node of tape) {
    if (dependsOn(node, dependent)) node.outputs.forEach(({ id }) => dependent.add(id));
  }
  return dependent;
}

function dependsOn({ inputs }: TapeNode, dependent: ReadonlySet<number>): boolean {
  return Object.values(inputs).some(({ id }) => dependent.has(id));
}

function disposeSaved({ saved = [] }: Saved): void {
  for (const tensor of saved) tensor.dispose();
}
