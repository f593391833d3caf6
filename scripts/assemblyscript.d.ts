/**
 * The part of AssemblyScript's compiler that build-wasm.mjs calls. The package's own types cannot be used: they declare
 * AssemblyScript's `Array` globally, whose `at` never returns undefined.
 */
declare const compiler: {
  main(
    args: string[],
    options: Record<string, never>,
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
};
export default compiler;
