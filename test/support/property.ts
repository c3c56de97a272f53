import fc from 'fast-check';

// The same commit gives the same answer, on any machine. FEEDBACK_LOOP_SEED=N looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.FEEDBACK_LOOP_SEED ?? 20_261_121) });

export { fc };
