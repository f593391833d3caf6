/** Turns the values of `src/core/backend-reason.ts` into sentences of a language. */
import type { BackendReason, FallbackReason, OneThreadReason } from '../core/backend-reason';
import type { Message } from '../core/message';
import type { Translation } from './catalogue';
import type { backend as english } from './en/backend';

type Words = Translation<typeof english>;
type Say = (message: Message | string) => string;

/** Says why a backend was selected. */
export function backendSentence({ reasons, missing }: Words, reason: BackendReason): string {
  if ('adapter' in reason) return reasons[reason.kind](reason.adapter);
  const { kind } = reason;
  return kind === 'wasm-requested' ? reasons[kind] : reasons['no-gpu'](missing[kind]);
}

/** Says why only one thread computes. @param say Returns a message in the language of the words. */
export function oneThreadSentence({ oneThread }: Words, reason: OneThreadReason, say: Say): string {
  return reason.kind === 'refused' ? oneThread.refused(say(reason.message)) : oneThread[reason.kind];
}

/** Says why training left the GPU. @param say Returns a message in the language of the words. */
export function fallbackSentence({ fallback }: Words, reason: FallbackReason, say: Say): string {
  if (reason.kind === 'software-adapter') return fallback[reason.kind](reason.adapter);
  return reason.kind === 'device-failed' ? fallback[reason.kind](say(reason.message)) : fallback[reason.kind];
}
