/** A place in a drawing, in its pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
