/** Names of a run's checkpoints. */

/** Written in turns, so that one of them is always complete. */
export const CHECKPOINT_TURNS = ['0.ckpt', '1.ckpt'] as const;

/** That of the best epoch. */
export const BEST_CHECKPOINT = 'best.ckpt';
