/** Keras 3's optimizers. To add one: its arguments in options/optimizer-config.ts, its file here, a line in registry.ts. */
export { Optimizer } from './optimizer';
export { type PlanUpdate, type Rates, noPlanUpdateReason, planUpdateOf, ratesOf } from './plan-update';
export { ruleOf, slotCount, slotGroups, slotShape, updatesAfter } from './registry';
