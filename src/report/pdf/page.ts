/** A4 across, in points. */
export const PAGE = { width: 841.89, height: 595.28, side: 34, top: 30, bottom: 34 };
