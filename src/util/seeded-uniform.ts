/** FNV-1a over the text, then an avalanche: words of state. */
function* words(seed: string): Generator<number, never> {
  let hash = 2166136261;
  for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 16777619);
  for (;;) {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = hash ^ (hash >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    yield mixed ^ (mixed >>> 15);
  }
}

/**
 * Uniform numbers in [0, 1) that are the same on every machine for the same seed: sfc32 of Chris Doty-Humphrey's
 * PractRand (public domain). Never for secrets.
 */
export function seededUniform(seed: string): () => number {
  const state = words(seed);
  let a = state.next().value;
  let b = state.next().value;
  let c = state.next().value;
  let counter = 1;
  const next = (): number => {
    const total = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + total) | 0;
    return (total >>> 0) / 4294967296;
  };
  for (let warm = 0; warm < 12; warm++) next();
  return next;
}
