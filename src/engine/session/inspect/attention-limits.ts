/** Attention flow is computed for sequences up to this long. */
export const LONGEST_FLOW = 64;
