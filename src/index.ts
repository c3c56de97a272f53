/** The public API for code that imports feedback-loop: the in-process collector comes with src/sdk. */
export { ERRORS, EXIT, Failure } from './errors.ts';
