/** What the site's classic scripts find on the page, for `tsc`. */

interface Window {
  /** the site's own namespace: each script adds to it (page.js of lessonkit begins) */
  lessonkit: any;
  /** the drawing library, once figures.js of lessonkit has loaded it */
  Plotly: any;
  /** which theme the reader wants, and putting one on: early.js of lessonkit */
  __lkScheme(): string;
  __lkTheme(scheme: string): void;
  /** the browser's own, where the search of the offline copy has a stand-in */
  __lkWorker?: typeof Worker;
  __lkUnfold(fold: HTMLElement): void;
  /** Material's way to what it keeps in the browser */
  __md_get(key: string): any;
  __md_set(key: string, value: any): void;
}

/** The same namespace, where there may be no page: in a worker, and in these tests. */
declare var lessonkit: any;
declare function importScripts(...addresses: string[]): void;

/** The scripts ask for elements of HTML; where one of SVG is meant, they say so. */
interface ParentNode {
  querySelector<E extends Element = HTMLElement>(selectors: string): E | null;
  querySelectorAll<E extends Element = HTMLElement>(selectors: string): NodeListOf<E>;
}
interface Element {
  closest<E extends Element = HTMLElement>(selectors: string): E | null;
}

/** A figure, trace, layout or control in Plotly's own JSON. */
type PlotlyPart = any;

/** A layer, or a group of them, as snippets/diagrams leaves it for the page. */
interface DiagramNode {
  name: string;
  kind: string;
  label: string;
  about?: string;
  type?: string;
  /** what kind most of a group is */
  main?: string;
  /** a group that is drawn as one volume */
  glued?: boolean;
  open?: boolean;
  /** of a group: its parts, and for each where it stands along and across the flow */
  children?: number[];
  ranks?: number[];
  lanes?: (number | null)[];
  links?: number[][];
  /** thickness, height, width of the drawn volume in pixels */
  size: number[];
  shape: string;
  params: number | null;
  macs: number | null;
  weight_bytes: number | null;
  activation_bytes: number | null;
  sum?: string;
  macsum?: string;
  field?: string;
  /** input pixels from unit to unit */
  step?: string;
  /** the layer's own window and how it moves */
  window?: string;
  activation?: string;
  trainable?: number;
  /** of a closed group: the kinds of what it shows as slices */
  slices?: string[];
  note?: string;
  /** snippet and line that made it */
  lines?: [string, number][];
}
