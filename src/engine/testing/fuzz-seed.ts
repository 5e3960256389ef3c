import fc from 'fast-check';

// Property tests draw the same cases at every run, so that what is red is red for everybody. Other
// cases: VITE_FUZZ_SEED=12345 npm test -- unit gpu

const seed = Number(import.meta.env['VITE_FUZZ_SEED'] ?? 1);
fc.configureGlobal({ seed });
