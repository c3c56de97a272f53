/** One line of bench/RESULTS.md. Figures are texts with their unit, medians unless they say otherwise. */
export interface BenchRow {
  what: string;
  ours: string;
  /** Who does the same work, measured in the same run. */
  peer?: string;
  peerFigure?: string;
  /** Ours against the peer's, with the word that says which way is good: "12 × faster". */
  ratio?: string;
  aim?: string;
  met?: boolean;
  /** Why an aim is missed, or what to know. */
  note?: string;
}

/** What every file of bench/ exports. `quick` measures less, to see that the bench itself works. */
export interface Bench {
  title: string;
  run(options: { quick: boolean; log: (line: string) => void }): Promise<BenchRow[]>;
}
